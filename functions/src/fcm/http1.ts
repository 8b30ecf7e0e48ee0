import { Agent, request } from 'node:http';

export interface HttpPost {
  readonly path: string;
  readonly authorization: string;
  readonly json: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  /** Empty for a 200: the status is FCM's yes, whatever happens to the rest of the answer. */
  readonly body: string;
}

/** Connections to one origin, kept open between posts. */
export interface Connections {
  /**
   * `heldBack` is asked at the last moment before the request is written to a connection: what it
   * answers is the answer, and nothing is written.
   *
   * @throws where there is no answer within the time, ms: TimedOut or what else kept it away
   */
  post<Held>(
    what: HttpPost,
    timeoutMs: number,
    heldBack: () => Held | undefined,
  ): Promise<HttpAnswer | Held>;
  close(): void;
}

/** Nothing came back in time: the connection may have died without a word. */
export class TimedOut extends Error {
  override message = 'no answer in time';
}

/** @throws TimedOut */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimedOut()), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Connections at once: what a server takes whose queue is the shortest in use, the 5 of Python's.
 * Of a hundred at once it lets dozens time out.
 */
const MAX_CONNECTIONS = 16;

/**
 * To a plain `http:` origin: an FCM emulator, or whatever simple server stands in its place. The
 * time of a request counts from when it has a connection, so that a slow server gets all of them.
 */
export function plainConnections(origin: string): Connections {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  return {
    post<Held>(
      { path, authorization, json }: HttpPost,
      timeoutMs: number,
      heldBack: () => Held | undefined,
    ) {
      const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer | Held>();
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
          const held = heldBack();
          if (held === undefined) return void outgoing.end(json);
          resolve(held);
          outgoing.destroy();
        };
        if (socket.connecting) socket.once('connect', write);
        else write();
      });
      outgoing.on('response', (incoming) => {
        const { statusCode: status = 0, headers } = incoming;
        if (status === 200) resolve({ status, body: '' });
        let body = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          body += chunk;
        });
        incoming.on('end', () => resolve({ status, retryAfter: headers['retry-after'], body }));
        incoming.on('error', reject);
      });
      outgoing.on('error', reject);
      return promise;
    },
    close: () => agent.destroy(),
  };
}
