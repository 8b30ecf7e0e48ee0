import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const TLS = join(import.meta.dirname, '..', '..', 'tools', 'metering', 'tls');

/** The server's certificate: self-signed, for this host name. */
export const CERTIFICATE_PATH = join(TLS, 'loopback-certificate.pem');
export const KEY_PATH = join(TLS, 'loopback-key.pem');
export const CERTIFIED_HOST = 'localhost';

/** One text to one token: its first arrival, in ms since the epoch, and how often it came. */
export interface Arrival {
  readonly token: string;
  readonly text: string;
  readonly at: number;
  times: number;
}

/** A message to the server: delete everything and use this latency, or report. */
export type Order = { readonly latencyMs: number } | 'report';

export interface Report {
  readonly handshakes: number;
  readonly arrivals: readonly Arrival[];
}

/** A server that replaces FCM. It is a separate process, so that its CPU time does not count. */
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

  /** Deletes all pushes and connections so far. From now on, answers each push after this latency. */
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
