import { constants } from 'node:os';
import { LaunchError } from './launch-error.ts';
import { findNpm, isRunning } from './npm-process.ts';

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

/** Its message is how a program is called, which is all that was asked for. */
export class UsageAsked extends Error {}

export function statusOfSignal(signal: NodeJS.Signals): number {
  return SIGNAL_STATUS_BASE + constants.signals[signal];
}

/**
 * npm passes on no more than some signals, and nothing at all when it is killed itself; and the
 * shell that it runs a script by goes on without it.
 */
async function whenOrphaned(act: () => void): Promise<void> {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const npm = await findNpm(parent);
  const check = setInterval(() => {
    if (process.ppid === parent && isRunning(parent) && isRunning(npm)) return;
    clearInterval(check);
    act();
  }, ORPHAN_CHECK_INTERVAL_MS);
  check.unref();
}

/**
 * Runs a command-line program: its result is the process' exit status, a stop signal aborts what it
 * is given, and what it throws is told in one sentence where a person can do something about it.
 */
export async function runProgram(main: (interrupt: AbortSignal) => Promise<number>): Promise<void> {
  const interrupt = new AbortController();
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => interrupt.abort(new Interrupted(signal)));
  }
  void whenOrphaned(() => interrupt.abort(new Interrupted('SIGHUP')));
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
