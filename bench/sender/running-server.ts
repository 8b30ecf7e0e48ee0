import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServerAddresses, ServerCounts, ServerOrder } from './fcm-server.ts';

/** A server in FCM's place, in a process of its own so that only the sender's CPU time counts. */
export class RunningServer {
  readonly addresses: ServerAddresses;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, addresses: ServerAddresses) {
    this.#process = child;
    this.addresses = addresses;
  }

  static async start(): Promise<RunningServer> {
    const child = fork(join(import.meta.dirname, 'fcm-server.ts'));
    const [addresses]: ServerAddresses[] = await once(child, 'message');
    if (addresses === undefined) throw new Error('the server told no address');
    return new RunningServer(child, addresses);
  }

  async obey(order: ServerOrder): Promise<void> {
    this.#process.send(order);
    await once(this.#process, 'message');
  }

  async counts(): Promise<ServerCounts> {
    this.#process.send('counts');
    const [counts]: ServerCounts[] = await once(this.#process, 'message');
    if (counts === undefined) throw new Error('the server told no counts');
    return counts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
  }
}
