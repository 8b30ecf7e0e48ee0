import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { freePort } from '../../tools/launcher/ports.ts';
import { type LimitedProgram, limitMemory } from '../../tools/metering/memory-limit.ts';
import { dotenvText } from '../../tools/push/commands/params.ts';
import { until } from '../e2e/until.ts';
import { AUTHORITY_PATH, PROJECT } from './google.ts';

/** The values that `firebase deploy` gives to each function. */
const PARAMS = parseEnv(await dotenvText({ project: PROJECT }));
const START_LIMIT_MS = 30_000;

/** The servers of a function: the version that the buildpack's lock file pins, and the newest. */
export const FRAMEWORKS_DIRECTORY = join(import.meta.dirname, 'frameworks');
export const FRAMEWORKS = ['functions-framework-3', 'functions-framework'] as const;

interface Ports {
  readonly tlsPort: number;
  readonly plainPort: number;
}

export interface InstanceOptions {
  readonly directory: string;
  /** The exported name. */
  readonly name: string;
  readonly google: Ports;
  readonly firestoreHost: string;
  readonly framework?: (typeof FRAMEWORKS)[number];
  readonly memoryMb?: number;
  readonly params?: Readonly<Record<string, string>>;
}

type LogLine = Readonly<Record<string, unknown>>;

/** Returns the environment of a program that finds our servers wherever it looks for Google. */
export const ledTo = ({ tlsPort, plainPort }: Ports) => ({
  // The path can contain a space.
  NODE_OPTIONS: `--require ${JSON.stringify(join(import.meta.dirname, 'lead-to-google.cjs'))}`,
  NODE_EXTRA_CA_CERTS: AUTHORITY_PATH,
  TESTED_TLS_PORT: String(tlsPort),
  TESTED_PLAIN_PORT: String(plainPort),
});

/** An instance of one function, as Cloud Run starts it. */
export class Instance implements AsyncDisposable {
  readonly origin: string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  output = '';
  readonly #process: ChildProcess;
  readonly #program: LimitedProgram;

  private constructor(program: LimitedProgram, port: number, env: Record<string, string>) {
    this.origin = `http://127.0.0.1:${port}`;
    this.#program = program;
    const [command, ...args] = program.command;
    this.#process = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
      });
    }
    this.ended = once(this.#process, 'close').then(([code, signal]) => ({ code, signal }));
  }

  /** @throws an error with its output if it does not start to serve */
  static async start(options: InstanceOptions): Promise<Instance> {
    const { directory, name, google, firestoreHost, params } = options;
    const { framework = 'functions-framework-3', memoryMb = 256 } = options;
    const script = join(FRAMEWORKS_DIRECTORY, 'node_modules', framework, 'build', 'src', 'main.js');
    const port = await freePort();
    const led = ledTo(google);
    const service = name.toLowerCase();
    const program = limitMemory(memoryMb, [script, '--source', directory]);
    const instance = new Instance(program, port, {
      PATH: process.env.PATH ?? '',
      HOME: directory,
      NODE_ENV: 'production',
      PORT: String(port),
      K_SERVICE: service,
      K_REVISION: `${service}-00001-abc`,
      K_CONFIGURATION: service,
      FUNCTION_TARGET: name,
      FUNCTION_SIGNATURE_TYPE: name.startsWith('on') ? 'cloudevent' : 'http',
      LOG_EXECUTION_ID: 'true',
      GCLOUD_PROJECT: PROJECT,
      FIREBASE_CONFIG: JSON.stringify({ projectId: PROJECT }),
      EVENTARC_CLOUD_EVENT_SOURCE: `projects/${PROJECT}/locations/us-central1/services/${name}`,
      FIRESTORE_EMULATOR_HOST: firestoreHost,
      ...led,
      ...PARAMS,
      NODE_OPTIONS: `${led.NODE_OPTIONS} ${PARAMS.NODE_OPTIONS}`,
      ...params,
    });
    try {
      await until(`${name} serves`, () => instance.#serves(), START_LIMIT_MS);
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

  get isInGroup(): boolean {
    return this.#program.isInGroup;
  }

  /** Returns the lines of the log that are JSON, as Cloud Logging reads them. */
  get logs(): LogLine[] {
    return this.output
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []));
  }

  get errors(): LogLine[] {
    return this.logs.filter(({ severity }) => severity === 'ERROR');
  }

  /** Returns the maximum memory that it has used, in MB. */
  get peakMb(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) / 1024;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
    this.#program[Symbol.dispose]();
    // A module that is left out also prints a warning, because its caller can catch the error.
    assert.doesNotMatch(this.output, /is left out of the bundle/);
  }
}
