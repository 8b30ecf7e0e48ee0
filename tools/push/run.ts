import type { Command } from '@commander-js/extra-typings';
import { LaunchError } from '../launcher/launch-error.ts';
import { type App, type Asked, appAt } from './app.ts';

/** The result of a command. */
export interface Outcome {
  /** For people: a line each, or rows of a table. */
  readonly text: readonly (string | readonly object[])[];
  /** The same for a script. */
  readonly json: unknown;
  /** Whether something failed or needs an operator. Then the status is 1. */
  readonly failed?: boolean;
}

/** Wrong options or arguments. The message explains the mistake. */
export class Misused extends LaunchError {}

/** @throws Misused for the emulators, which have nothing that such a command needs */
export function projectOf({ project }: App): string {
  if (project !== undefined) return project;
  throw new Misused('Which project? --project ID');
}

/** What a command gets. */
export interface Context {
  readonly app: App;
  /** Aborted by Ctrl-C and other stop signals. */
  readonly interrupt: AbortSignal;
  /** Prints the progress of long work on standard error. */
  progress(line: string): void;
}

/** The program with the options that all commands have. */
export type Program = Command<[], Asked & { readonly json?: true | undefined }>;
export type Run = (work: (context: Context) => Promise<Outcome>) => Promise<void>;

/**
 * Returns a function that runs a command, shows its outcome, and sets the status.
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
