import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface HttpPost {
  readonly path: string;
  readonly authorization: string;
  readonly json: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  /** Empty for a 200. The status is enough, even if the rest of the answer is lost. */
  readonly body: string;
}

/** Connections to one origin, which stay open between requests. */
export interface Connections {
  /**
   * Sends a request and returns its answer. `reasonNotToSend` is called just before the request is
   * written to a connection. If it returns something, that is the result, and nothing is written.
   *
   * @throws TimedOut, or another error, if there is no answer within `timeoutMs` milliseconds
   */
  post<Reason>(
    what: HttpPost,
    timeoutMs: number,
    reasonNotToSend: () => Reason | undefined,
  ): Promise<HttpAnswer | Reason>;
  close(): void;
}

/** No answer came in time. The connection may be dead. */
export class TimedOut extends Error {
  override message = 'no answer in time';
}

/** @throws TimedOut after `ms` milliseconds */
export async function withTimeout<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimedOut()), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** More would overflow the accept queue of a simple server: Python's has 5 places. */
const MAX_CONNECTIONS = 16;

/** For an `http:` origin, such as an emulator. A timeout starts when a request is connected. */
export function plainConnections(origin: string): Connections {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  return {
    post<Reason>(
      { path, authorization, json }: HttpPost,
      timeoutMs: number,
      reasonNotToSend: () => Reason | undefined,
    ) {
      const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer | Reason>();
      const headers = {
        authorization,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(json),
      };
      const outgoing = request(origin + path, { agent, method: 'POST', headers });
      outgoing.on('socket', (socket) => {
        const late = setTimeout(() => outgoing.destroy(new TimedOut()), timeoutMs);
        outgoing.on('close', () => clearTimeout(late));
        const write = (): void => {
          const reason = reasonNotToSend();
          if (reason === undefined) return void outgoing.end(json);
          resolve(reason);
          outgoing.destroy();
        };
        if (socket.connecting) socket.once('connect', write);
        else write();
      });
      outgoing.on('response', (incoming) => {
        const { statusCode: status = 0, headers } = incoming;
        if (status === 200) resolve({ status, body: '' });
        const retryAfter = headers['retry-after'];
        text(incoming).then((body) => resolve({ status, retryAfter, body }), reject);
      });
      outgoing.on('error', reject);
      return promise;
    },
    close: () => agent.destroy(),
  };
}
