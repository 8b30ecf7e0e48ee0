import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** A device that hangs is given up. Milliseconds. */
const TIMEOUT_MS = 20_000;

export interface Ended {
  /** Null where it was killed, as after the time-out. */
  readonly status: number | null;
  /** What it wrote to standard output and, after it, to standard error. */
  readonly output: string;
}

/** Runs a program with exactly these arguments; no shell of this machine reads them. */
export async function runProgram(
  program: string,
  args: readonly string[],
  input = '',
): Promise<Ended> {
  const child = spawn(program, args, { shell: false, timeout: TIMEOUT_MS });
  // A program that reads no input ends before it is written.
  child.stdin.on('error', () => {}).end(input);
  const [[status], output, errors] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { status, output: output + errors };
}
