import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { LaunchError } from './launch-error.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a program goes on without the npm that ran it. */
const ORPHAN_CHECK_INTERVAL_MS = 250;

/** A shell's convention for a command that a signal ended. */
const SIGNAL_STATUS_BASE = 128;

/** Why a program's abort signal is aborted. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`Stopped by ${signal}`);
    this.signal = signal;
  }
}

/** Thrown for `--help`: the message says how the program is called. */
export class UsageAsked extends Error {}

export function statusOfSignal(signal: NodeJS.Signals): number {
  return SIGNAL_STATUS_BASE + constants.signals[signal];
}

/** `PID (NAME) STATE PARENT …`; the name may hold anything. */
const LINUX_STAT = /^\d+ \((.*)\) \S (\d+)/s;
const SHELL = /^(?:(?:ba|da|z|a)?sh|busybox)$/;

/** The parent's ID, with that of its own parent where the parent is a shell: it goes on without npm. */
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

/** npm passes on some signals only, and none when it is killed itself. */
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
 * Runs a command-line program. Its result is the process' exit status, and a stop signal aborts what
 * it is given. What it throws is shown as one sentence where a person can do something about it.
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
