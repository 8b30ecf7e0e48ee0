import type { Command } from '@commander-js/extra-typings';
import { LaunchError } from '../launcher/launch-error.ts';
import { type App, type Asked, appAt } from './app.ts';

/** What a command found out or did. */
export interface Outcome {
  /** For people, a line each; rows are shown as a table. */
  readonly text: readonly (string | readonly object[])[];
  /** The same for a script. */
  readonly json: unknown;
  /** Whether something needs somebody: the status is then 1. */
  readonly failed?: boolean;
}

/** A call that makes no sense, which the message explains. */
export class Misused extends LaunchError {}

/** @throws Misused where the emulators are meant, which have nothing of what the command is about */
export function projectOf({ project }: App): string {
  if (project !== undefined) return project;
  throw new Misused('Which project? --project ID');
}

/** What a command works with. */
export interface Context {
  readonly app: App;
  /** Aborted by Ctrl-C and the like. */
  readonly interrupt: AbortSignal;
  /** Tells how far a long work has come, on standard error. */
  progress(line: string): void;
}

/** The program with the options that every command has. */
export type Program = Command<[], Asked & { readonly json?: true | undefined }>;
export type Run = (work: (context: Context) => Promise<Outcome>) => Promise<void>;

/**
 * Runs what a command does, shows what it comes to, and sets the status.
 *
 * @param end called with the status
 */
export function running(program: Program, interrupt: AbortSignal, end: (status: 0 | 1) => void) {
  const run: Run = async (work) => {
    const { json, ...asked } = program.opts();
    const app = await appAt(asked);
    const outcome = await work({ app, interrupt, progress: (line) => console.error(line) });
    if (json) console.log(JSON.stringify(outcome.json, undefined, 2));
    else outcome.text.forEach(show);
    end(outcome.failed ? 1 : 0);
  };
  return run;
}

function show(part: Outcome['text'][number]): void {
  if (typeof part === 'string') console.log(part);
  else if (part.length > 0) console.table(part);
}
