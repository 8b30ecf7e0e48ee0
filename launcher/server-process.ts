import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** Past that, a server that was told to end is killed. */
const STOP_LIMIT_MS = 5_000;

/** How much of a log explains a failure and still fits a screen. */
const LOG_TAIL_CHARACTERS = 4_000;

const END_WITH_PARENT = pathToFileURL(join(import.meta.dirname, 'end-with-parent.ts')).href;

export interface ServerOptions {
  script: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  logPath: string;
  /** Shows the log on standard error too. */
  verbose: boolean;
}

/** A Node program of the run's own, which ends with the launcher however that ends. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #tail = '';

  constructor({ script, args, cwd, env, logPath, verbose }: ServerOptions) {
    this.#child = spawn(process.execPath, ['--import', END_WITH_PARENT, script, ...args], {
      cwd,
      env,
      // Its own process group, so that Ctrl-C at the terminal reaches the launcher alone.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#exited = once(this.#child, 'exit').then(() => undefined);
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

  /** The last of what it wrote. */
  get logTail(): string {
    return this.#tail;
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    if (this.#child.connected) this.#child.disconnect();
    const limit = new AbortController();
    const late = delay(STOP_LIMIT_MS, 'late', { signal: limit.signal }).catch(() => undefined);
    if ((await Promise.race([this.#exited, late])) === 'late') this.#child.kill('SIGKILL');
    limit.abort();
    await this.#exited;
  }
}
