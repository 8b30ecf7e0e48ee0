import { execa } from 'execa';
import type { Sample } from './interleave.ts';

/** Past that a run hangs, ms: the longest, 100,000 followers in the emulator, takes minutes. */
const TIMEOUT_MS = 1_800_000;

export interface FreshProcessOptions {
  readonly interrupt: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeOptions?: readonly string[];
}

/**
 * Runs a script in a process of its own, which finds the task as JSON in its first argument and
 * prints its sample as JSON in its last line.
 */
export async function sampleOf<T = Sample>(
  script: string,
  task: unknown,
  { interrupt, env = {}, nodeOptions = [] }: FreshProcessOptions,
): Promise<T> {
  const { stdout } = await execa(process.execPath, [...nodeOptions, script, JSON.stringify(task)], {
    env,
    stderr: 'inherit',
    timeout: TIMEOUT_MS,
    cancelSignal: interrupt,
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1));
}

/** The task that `sampleOf` gave to this process. */
export function givenTask<T>(): T {
  return JSON.parse(process.argv[2] ?? 'null');
}
