import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { LaunchError } from './launch-error.ts';

/** A start takes about 18 s on two idle cores, and several times that on a busy CI machine. */
const START_LIMIT_MS = 180_000;
const POLL_INTERVAL_MS = 100;

/** When a server that has not stopped is killed, in milliseconds. firebase-tools can hang. */
const STOP_LIMIT_MS = 2_000;

/** Enough of a log to explain a failure, and little enough for a screen. */
const LOG_TAIL_CHARACTERS = 4_000;

const END_WITH_PARENT = pathToFileURL(join(import.meta.dirname, 'end-with-parent.ts')).href;

/** A message from a server about a process that it started, or that has ended. */
export interface ChildReport {
  pid: number;
  running: boolean;
}

export interface ServerOptions {
  /** The name in messages. */
  name: string;
  script: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  logPath: string;
  /** Also shows the log on standard error. */
  verbose: boolean;
}

function killIfRunning(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A Node.js program that ends with the launcher, even if the launcher is killed. */
export class ServerProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #grandchildren = new Set<number>();
  #tail = '';

  constructor({ name, script, args, cwd, env, logPath, verbose }: ServerOptions) {
    this.name = name;
    this.#child = spawn(process.execPath, ['--import', END_WITH_PARENT, script, ...args], {
      cwd,
      env,
      // Only the launcher must get Ctrl-C from the terminal. So the server has its own process
      // group, or on Windows a hidden console that its children share. If it were detached on
      // Windows, each child would open a window.
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#exited = once(this.#child, 'exit');
    this.#child.on('message', (message) => {
      const { pid, running } = message as ChildReport;
      if (running) this.#grandchildren.add(pid);
      else this.#grandchildren.delete(pid);
    });

    const log = createWriteStream(logPath);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        log.write(chunk);
        if (verbose) process.stderr.write(chunk);
        this.#tail = (this.#tail + chunk).slice(-LOG_TAIL_CHARACTERS);
      });
    }
    this.#child.once('close', () => log.end());
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Settles when the process has ended. */
  get exited(): Promise<unknown> {
    return this.#exited;
  }

  get logTail(): string {
    return this.#tail;
  }

  /**
   * Waits until `isReady` returns true.
   *
   * @throws LaunchError with the end of the log if the server ends first or takes too long
   */
  async untilReady(isReady: () => boolean | Promise<boolean>, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + START_LIMIT_MS;
    while (!(await isReady())) {
      signal.throwIfAborted();
      const seconds = START_LIMIT_MS / 1000;
      const why = !this.running
        ? 'ended before it was ready'
        : performance.now() > deadline && `did not start within ${seconds} s`;
      if (why) throw new LaunchError(`${this.name} ${why}:\n\n${this.#tail}`);
      await delay(POLL_INTERVAL_MS, undefined, { signal });
    }
  }

  /** Ends it and all processes that it has started. */
  async stop(limitMs: number = STOP_LIMIT_MS): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const limit = new AbortController();
    const late = delay(limitMs, undefined, { signal: limit.signal }).then(
      () => this.#child.kill('SIGKILL'),
      () => undefined,
    );
    await this.#exited;
    limit.abort();
    await late;
    const couldNotEndThem = this.#child.signalCode !== null;
    if (couldNotEndThem) for (const pid of this.#grandchildren) killIfRunning(pid);
  }
}
