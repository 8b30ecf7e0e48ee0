import { execa } from 'execa';
import type { Sample } from './comparison.ts';

/** Timeout of a run in milliseconds. The longest has a million followers. */
const TIMEOUT_MS = 600_000;

export interface ProcessOptions {
  readonly interrupt: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeOptions?: readonly string[];
}

/**
 * Runs a script in a separate process. The script gets the task as JSON in its first argument, and
 * prints its sample as JSON in its last line.
 */
export async function sampleOf(
  script: string,
  task: unknown,
  { interrupt, env = {}, nodeOptions = [] }: ProcessOptions,
): Promise<Sample> {
  const { stdout } = await execa(process.execPath, [...nodeOptions, script, JSON.stringify(task)], {
    env,
    stderr: 'inherit',
    timeout: TIMEOUT_MS,
    cancelSignal: interrupt,
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1));
}

/** Returns the task that `sampleOf` gave to this process. */
export function givenTask<T>(): T {
  return JSON.parse(process.argv[2] ?? 'null');
}
