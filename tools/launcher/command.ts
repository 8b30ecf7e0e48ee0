import { execa } from 'execa';
import { LaunchError } from './launch-error.ts';
import { Interrupted, statusOfSignal } from './program.ts';

/** A command that has not stopped after this time is killed, in milliseconds. */
const STOP_LIMIT_MS = 10_000;

/** The exit status of a shell for a command that does not exist. */
const NOT_FOUND_STATUS = 127;

/**
 * Runs a command in this terminal and passes stop signals on to it.
 *
 * @returns its exit status, or 128 plus the number of the signal that ended it
 * @throws LaunchError if it cannot be started
 */
export async function runCommand(
  [command, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string | undefined>>,
  interrupt: AbortSignal,
  cwd: string = process.cwd(),
): Promise<number> {
  const running = execa(command, args, {
    env: environment,
    cwd,
    stdio: 'inherit',
    // In this terminal, so that Ctrl-C reaches the command on Windows.
    windowsHide: false,
    reject: false,
  });
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    const signal = interrupt.reason instanceof Interrupted ? interrupt.reason.signal : 'SIGTERM';
    // The terminal has already sent Ctrl-C to every foreground process.
    if (!(signal === 'SIGINT' && process.stdin.isTTY)) running.kill(signal);
    killing = setTimeout(() => running.kill('SIGKILL'), STOP_LIMIT_MS);
  };
  if (interrupt.aborted) stop();
  else interrupt.addEventListener('abort', stop, { once: true });

  const { exitCode, signal, code, shortMessage } = await running;
  clearTimeout(killing);
  interrupt.removeEventListener('abort', stop);

  if (exitCode !== undefined) return exitCode;
  if (signal !== undefined) return statusOfSignal(signal);
  if (code === 'ENOENT') {
    console.error(`${command}: command not found`);
    return NOT_FOUND_STATUS;
  }
  throw new LaunchError(shortMessage ?? `${command} could not be started.`);
}
