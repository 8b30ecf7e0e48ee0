import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as read } from 'node:stream/consumers';

/** A push counts as lost after this time, in ms. A process starts in seconds. */
const PATIENCE_MS = 60_000;

/** An FCM that accepts every push. It identifies a push by its text. */
export class Arrivals {
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const { message } = JSON.parse(await read(request));
      this.#take(message.notification.body);
      response.setHeader('content-type', 'application/json');
      response.end('{"name":"projects/bench/messages/0"}');
    });
  }

  static async listen(): Promise<Arrivals> {
    const arrivals = new Arrivals();
    arrivals.#server.listen(0, '127.0.0.1');
    await once(arrivals.#server, 'listening');
    return arrivals;
  }

  /** `host:port`, for `FCM_EMULATOR_HOST`. */
  get host(): string {
    const { port }: AddressInfo = Object(this.#server.address());
    return `127.0.0.1:${port}`;
  }

  /** Returns the time of the push's arrival, by `performance.now()`, or undefined if it is lost. */
  async next(text: string): Promise<number | undefined> {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    this.#waiting.set(text, resolve);
    const patience = setTimeout(resolve, PATIENCE_MS, undefined);
    return promise.finally(() => clearTimeout(patience));
  }

  /** Returns how often the push has arrived. */
  count(text: string): number {
    return this.#counts.get(text) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await this.#server[Symbol.asyncDispose]();
  }

  #take(text: string): void {
    this.#counts.set(text, this.count(text) + 1);
    this.#waiting.get(text)?.(performance.now());
  }
}
