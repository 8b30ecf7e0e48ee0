import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'tls');

/** The server's certificate: signed by itself, for this host name. */
export const CERTIFICATE_PATH = join(FIXTURES, 'loopback-certificate.pem');
export const KEY_PATH = join(FIXTURES, 'loopback-key.pem');
export const CERTIFIED_HOST = 'localhost';

/** A push to one token with one text: when it came first, in ms since the epoch, and how often. */
export interface Arrival {
  readonly token: string;
  readonly text: string;
  readonly at: number;
  times: number;
}

/** What the server is told: to forget everything and answer after a time, or to report. */
export type Order = { readonly latencyMs: number } | 'report';

export interface Report {
  readonly handshakes: number;
  readonly arrivals: readonly Arrival[];
}

/** A server in FCM's place. It is a process of its own, so that its CPU time does not count. */
export class RunningFcm {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.port = port;
  }

  static async start(): Promise<RunningFcm> {
    const child = fork(join(import.meta.dirname, 'fcm-server.ts'));
    const [port] = await once(child, 'message');
    return new RunningFcm(child, port);
  }

  /** Forgets all pushes and connections so far. Answers each push after a time from now on. */
  async begin(latencyMs: number): Promise<void> {
    await this.#tell({ latencyMs });
  }

  async report(): Promise<Report> {
    return this.#tell('report');
  }

  async #tell(order: Order): Promise<Report> {
    this.#process.send(order);
    const [report] = await once(this.#process, 'message');
    return report;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
  }
}
