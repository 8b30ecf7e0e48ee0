import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pass } from 'node:timers/promises';
import pLimit from 'p-limit';
import { type Connections, type HttpAnswer, type HttpPost, TimedOut } from './http-post.ts';

/** Begun at once: what a server takes that has the shortest queue in use, the 5 + 1 of Python's. */
const BEGUN_AT_ONCE = 6;
/** A request that takes longer keeps no other waiting any more, ms: the server has it. */
const SLOW_MS = 500;

/** To a plain `http:` origin: an FCM emulator, or whatever simple server stands in its place. */
export class Http1Connections implements Connections {
  readonly #origin: string;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #beginning = pLimit(BEGUN_AT_ONCE);

  constructor(origin: string) {
    this.#origin = origin;
  }

  async post(what: HttpPost, timeoutMs: number): Promise<HttpAnswer> {
    const begun = await this.#beginning(async () => {
      const answer = this.#exchange(what, timeoutMs);
      const slow = pass(SLOW_MS, undefined, { ref: false });
      await Promise.race([answer.catch(() => {}), slow]);
      return { answer };
    });
    return begun.answer;
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange({ path, authorization, json }: HttpPost, timeoutMs: number): Promise<HttpAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const outgoing = request(this.#origin + path, {
      method: 'POST',
      agent: this.#agent,
      headers: {
        authorization,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(json),
      },
    });
    const timer = setTimeout(() => outgoing.destroy(new TimedOut(timeoutMs)), timeoutMs);
    outgoing.on('response', (incoming) => {
      const { statusCode: status = 0, headers } = incoming;
      if (status === 200) {
        resolve({ status, body: '' });
        incoming.resume();
        return;
      }
      const retryAfter = headers['retry-after'];
      text(incoming).then((body) => resolve({ status, retryAfter, body }), reject);
    });
    outgoing.on('error', reject);
    outgoing.on('close', () => clearTimeout(timer));
    outgoing.end(json);
    return promise;
  }
}
