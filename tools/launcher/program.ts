import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { LaunchError } from './launch-error.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How often to check whether the npm that runs this program still exists, in milliseconds. */
const ORPHAN_CHECK_INTERVAL_MS = 250;

/** A shell adds this to the number of the signal that ended a command. */
const SIGNAL_STATUS_BASE = 128;

/** Why the abort signal of a program was aborted. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`Stopped by ${signal}`);
    this.signal = signal;
  }
}

/** Thrown for `--help`. The message is the usage. */
export class UsageAsked extends Error {}

export function statusOfSignal(signal: NodeJS.Signals): number {
  return SIGNAL_STATUS_BASE + constants.signals[signal];
}

/** `PID (NAME) STATE PARENT …`. The name can contain anything. */
const LINUX_STAT = /^\d+ \((.*)\) \S (\d+)/s;
const SHELL = /^(?:(?:ba|da|z|a)?sh|busybox)$/;

/** Returns the parent's ID. A shell survives npm, so for a shell, its own parent's ID is added. */
function ancestors(): string {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    const [, name = '', grandparent] = LINUX_STAT.exec(stat) ?? [];
    return SHELL.test(name) ? `${parent} of ${grandparent}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}

/** Calls `act` when npm is gone: npm passes on only some signals, and none if it is killed. */
function whenOrphaned(act: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const before = ancestors();
  const check = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(check);
    act();
  }, ORPHAN_CHECK_INTERVAL_MS);
  check.unref();
}

/**
 * Runs a command-line program. `main` returns the exit status of the process. A stop signal aborts
 * `interrupt`. A LaunchError is shown as one sentence.
 */
export async function runProgram(main: (interrupt: AbortSignal) => Promise<number>): Promise<void> {
  const interrupt = new AbortController();
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => interrupt.abort(new Interrupted(signal)));
  }
  whenOrphaned(() => interrupt.abort(new Interrupted('SIGHUP')));
  try {
    process.exitCode = await main(interrupt.signal);
  } catch (error) {
    if (error instanceof UsageAsked) return console.log(error.message);
    const cause = interrupt.signal.aborted ? interrupt.signal.reason : error;
    process.exitCode = cause instanceof Interrupted ? statusOfSignal(cause.signal) : 1;
    if (cause instanceof LaunchError) console.error(cause.message);
    else if (!(cause instanceof Interrupted)) console.error(cause);
  }
}
