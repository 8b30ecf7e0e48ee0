import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { freePort } from '../../tools/launcher/ports.ts';
import { type LimitedProgram, limitMemory } from '../../tools/metering/memory-limit.ts';
import { dotenvText } from '../../tools/push/commands/params.ts';
import { until } from '../e2e/until.ts';
import { AUTHORITY_PATH, PROJECT } from './google.ts';

/** As `firebase deploy` hands them on to each function. */
const PARAMS = parseEnv(await dotenvText({ project: PROJECT }));
const PRELOAD = join(import.meta.dirname, 'lead-to-google.cjs');
/** For `NODE_OPTIONS`: the path may have a space in it. */
export const REQUIRE_PRELOAD = `--require ${JSON.stringify(PRELOAD)}`;
/** In which Linux counts a process's time. */
const TICK_MS = 10;
const START_LIMIT_MS = 30_000;
/** The user `nobody`. */
const ANOTHER_USER = 65534;

/** What serves a function: the version that the buildpack's lock file pins, and the newest. */
export const FRAMEWORKS_DIRECTORY = join(import.meta.dirname, 'frameworks');
export const FRAMEWORKS = ['functions-framework-3', 'functions-framework'] as const;

export interface InstanceOptions {
  readonly directory: string;
  /** The exported name. */
  readonly name: string;
  readonly google: { readonly tlsPort: number; readonly plainPort: number };
  readonly firestoreHost: string;
  readonly framework?: (typeof FRAMEWORKS)[number];
  readonly memoryMb?: number;
  readonly params?: Readonly<Record<string, string>>;
}

export interface LogLine {
  readonly severity: string;
  readonly message: string;
  readonly event?: string;
  readonly [field: string]: unknown;
}

/** An instance of one function, as Cloud Run starts it. */
export class Instance implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #program: LimitedProgram;
  readonly #port: number;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** All that it wrote. */
  output = '';

  private constructor(
    {
      directory,
      name,
      google,
      firestoreHost,
      framework = 'functions-framework-3',
      ...rest
    }: InstanceOptions,
    port: number,
  ) {
    const { memoryMb = 256, params = {} } = rest;
    this.#port = port;
    const script = join(FRAMEWORKS_DIRECTORY, 'node_modules', framework, 'build', 'src', 'main.js');
    this.#program = limitMemory(memoryMb, [script, '--source', directory]);
    const [command, ...args] = this.#program.command;
    const event = name.startsWith('on');
    this.#process = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        NODE_ENV: 'production',
        PORT: String(port),
        K_SERVICE: name.toLowerCase(),
        K_REVISION: `${name.toLowerCase()}-00001-abc`,
        K_CONFIGURATION: name.toLowerCase(),
        FUNCTION_TARGET: name,
        FUNCTION_SIGNATURE_TYPE: event ? 'cloudevent' : 'http',
        LOG_EXECUTION_ID: 'true',
        GCLOUD_PROJECT: PROJECT,
        FIREBASE_CONFIG: JSON.stringify({ projectId: PROJECT }),
        EVENTARC_CLOUD_EVENT_SOURCE: `projects/${PROJECT}/locations/us-central1/services/${name}`,
        FIRESTORE_EMULATOR_HOST: firestoreHost,
        NODE_EXTRA_CA_CERTS: AUTHORITY_PATH,
        TESTED_TLS_PORT: String(google.tlsPort),
        TESTED_PLAIN_PORT: String(google.plainPort),
        TESTED_USER: mayBeAnotherUser(script, process.execPath) ? String(ANOTHER_USER) : '',
        ...PARAMS,
        NODE_OPTIONS: `${REQUIRE_PRELOAD} ${PARAMS.NODE_OPTIONS}`,
        ...params,
      },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
      });
    }
    this.ended = once(this.#process, 'close').then(([code, signal]) => ({ code, signal }));
  }

  /** @throws with what it wrote, where it does not begin to serve */
  static async start(options: InstanceOptions): Promise<Instance> {
    const instance = new Instance(options, await freePort());
    try {
      await until(`${options.name} serves`, () => instance.#serves(), START_LIMIT_MS);
    } catch (error) {
      await instance[Symbol.asyncDispose]();
      throw new Error(`${error}\n${instance.output}`);
    }
    return instance;
  }

  async #serves(): Promise<boolean> {
    const { exitCode } = this.#process;
    if (exitCode !== null) throw new Error(`it ended with ${exitCode}`);
    const answer = await fetch(`${this.origin}/robots.txt`).catch(() => undefined);
    await answer?.text();
    return answer !== undefined;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get isInGroup(): boolean {
    return this.#program.isInGroup;
  }

  /** Lines of the log that Cloud Logging takes for structured ones. */
  get logs(): LogLine[] {
    return this.output
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []));
  }

  /** The most memory that it has had, MB. */
  get peakMb(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) / 1024;
  }

  /** The time for which it has computed, ms. */
  get cpuMs(): number {
    const stat = readFileSync(`/proc/${this.#process.pid}/stat`, 'utf8');
    // After its name, which may hold anything, the twelfth and thirteenth are its ticks.
    const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
    return (Number(user) + Number(system)) * TICK_MS;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
    this.#program[Symbol.dispose]();
    // Whoever has used it may have caught the error.
    assert.doesNotMatch(this.output, /is left out of the bundle/);
  }
}

/** Only root may become another, who must find these files. */
function mayBeAnotherUser(...files: readonly string[]): boolean {
  if (process.getuid?.() !== 0) return false;
  return files.every((file) => {
    for (let at = file; at !== dirname(at); at = dirname(at)) {
      if ((statSync(at).mode & 0o005) !== 0o005 && statSync(at).isDirectory()) return false;
    }
    return true;
  });
}
