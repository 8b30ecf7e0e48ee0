import {
  type Connections,
  type HttpAnswer,
  type HttpPost,
  TimedOut,
  withTimeout,
} from './http1.ts';
import {
  type Connection,
  exchange,
  isOpen,
  NotProcessed,
  openConnection,
  ping,
} from './http2-connection.ts';

/** Requests at the same time on one connection, until the server sends its limit. FCM allows 100. */
const STREAMS = 100;
/** Enough to keep one CPU core busy with an FCM 100 ms away. Further requests wait. */
const MAX_CONNECTIONS = 10;
/** How long an idle connection stays open, in milliseconds. */
const IDLE_MS = 4 * 60_000;
/** A connection that was silent for so many milliseconds may be dead. It is pinged before use. */
const PING_AFTER_MS = 5_000;
/** How often a request that the server did not process is sent again without a wait. */
const MAX_REPEATS = 8;

/**
 * A pool of HTTP/2 connections to one origin. It grows and shrinks with the load. When the server
 * closes a connection (GOAWAY), the requests that it did not process go over another one. A request
 * waits in this pool, not in Node.js, until a connected connection has a free stream.
 *
 * @param ca PEM of the only authority to trust; by default the ones that Node.js trusts
 */
export function http2Connections(
  origin: string,
  { ca, idleMs = IDLE_MS }: { ca?: string | undefined; idleMs?: number } = {},
): Connections {
  const connections = new Set<Connection>();
  /** Requests at the same time that the server accepts on one connection. */
  let capacity = STREAMS;
  /** Wakes each request that waits for a stream, in the order of their arrival. */
  const waiting = new Set<() => void>();

  async function post<Reason>(
    what: HttpPost,
    timeoutMs: number,
    reasonNotToSend: () => Reason | undefined,
  ): Promise<HttpAnswer | Reason> {
    const deadline = performance.now() + timeoutMs;
    for (let repeats = 0; ; repeats += 1) {
      const connection = await acquire(deadline);
      const reason = reasonNotToSend();
      if (reason !== undefined) {
        release(connection);
        return reason;
      }
      try {
        const left = deadline - performance.now();
        const answer = await exchange(connection, what, left, () => release(connection));
        connection.lastHeardAt = performance.now();
        return answer;
      } catch (error) {
        if (error instanceof TimedOut) retire(connection);
        if (!(error instanceof NotProcessed) || repeats === MAX_REPEATS) throw error;
      }
    }
  }

  /** Waits for a usable connection and reserves a stream on it. */
  async function acquire(deadline: number): Promise<Connection> {
    for (;;) {
      const left = deadline - performance.now();
      if (left <= 0) throw new TimedOut();
      const connection = pick();
      if (connection === undefined) {
        await freeStream(left);
        continue;
      }
      connection.openRequests += 1;
      if (performance.now() - connection.lastHeardAt > PING_AFTER_MS) {
        connection.check ??= ping(connection);
      }
      let usable = false;
      try {
        usable = connection.check === undefined || (await withTimeout(left, connection.check));
      } finally {
        if (!usable) {
          retire(connection);
          release(connection);
        }
      }
      if (usable) return connection;
    }
  }

  /** Returns the first connection with a free stream, so that others become idle, or a new one. */
  function pick(): Connection | undefined {
    for (const each of connections) {
      // Node.js knows that a connection ends a moment before its event reaches us.
      if (!isOpen(each)) connections.delete(each);
      else if (each.openRequests < capacity) return each;
    }
    return connections.size < MAX_CONNECTIONS ? open() : undefined;
  }

  function open(): Connection {
    const connection = openConnection(origin, ca);
    const { session } = connection;
    connections.add(connection);
    session.on('remoteSettings', ({ maxConcurrentStreams = STREAMS }) => {
      capacity = maxConcurrentStreams;
      wake(waiting.size);
    });
    // Each open request gets the error too, by its stream.
    for (const end of ['error', 'goaway', 'close']) session.on(end, () => retire(connection));
    session.setTimeout(idleMs, () => retire(connection));
    return connection;
  }

  async function freeStream(left: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.add(resolve);
    try {
      await withTimeout(left, promise);
    } finally {
      waiting.delete(resolve);
    }
  }

  function wake(count: number): void {
    for (const resolve of waiting.values().take(count)) {
      waiting.delete(resolve);
      resolve();
    }
  }

  function release(connection: Connection): void {
    connection.openRequests -= 1;
    if (!connections.has(connection)) retire(connection);
    else wake(1);
  }

  /** Gives the connection no new requests, and closes it after its last open request. */
  function retire(connection: Connection): void {
    connections.delete(connection);
    if (connection.openRequests === 0) connection.session.destroy();
    wake(waiting.size);
  }

  function close(): void {
    for (const { session } of connections) session.destroy();
  }

  return { post, close };
}
