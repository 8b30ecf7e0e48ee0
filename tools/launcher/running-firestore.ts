import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  downloadFirestoreJar,
  FIRESTORE_MAIN_CLASS,
  findFirestoreJar,
} from './firestore-emulator.ts';
import { findJdk } from './jdk.ts';
import { LaunchError } from './launch-error.ts';
import { freePort } from './ports.ts';

/** Timeout for the start of the JVM, in milliseconds. */
const START_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** The Firestore emulator alone: no triggers run and nothing disturbs a measurement. */
export class RunningFirestore {
  /** `host:port`, for `FIRESTORE_EMULATOR_HOST`. */
  readonly host: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, host: string) {
    this.#process = process;
    this.host = host;
  }

  /** @throws LaunchError if there is no JDK or no emulator, or if it does not start */
  static async start(interrupt: AbortSignal): Promise<RunningFirestore> {
    const [jdk, found] = await Promise.all([findJdk(), findFirestoreJar(process.env)]);
    const jar = found ?? (await downloadFirestoreJar(process.env, interrupt));
    const port = String(await freePort());
    const args = ['-cp', jar, FIRESTORE_MAIN_CLASS, '--host', '127.0.0.1', '--port', port];
    const emulator = spawn(join(jdk, 'bin', 'java'), args, { stdio: 'ignore' });
    const running = new RunningFirestore(emulator, `127.0.0.1:${port}`);
    for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; ) {
      const answer = await fetch(`http://${running.host}/`).catch(() => undefined);
      if (answer?.ok) return running;
      if (emulator.exitCode !== null) break;
      await delay(POLL_MS);
    }
    await running[Symbol.asyncDispose]();
    throw new LaunchError('The Firestore emulator did not start.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}
