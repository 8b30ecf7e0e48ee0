import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { type Connections, type HttpAnswer, type HttpPost, TimedOut, within } from './http1.ts';

const { HTTP2_HEADER_RETRY_AFTER, HTTP2_HEADER_STATUS, NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } =
  constants;

/** Requests at once on a connection, until a server says how many it takes. FCM takes 100. */
const STREAMS = 100;
/** Enough to keep a core busy with an FCM 100 ms away; past them requests wait for a stream. */
const MAX_CONNECTIONS = 10;
/** How long an idle connection is kept, ms: longer than the pauses of a quiet app's comments. */
const IDLE_MS = 4 * 60_000;
/** A connection that carried nothing for so long may have died without a word, ms: it is pinged first. */
const DOUBTFUL_MS = 5_000;
/**
 * An answer to a ping that takes longer is not waited for, ms: ten times what FCM needs from afar. If
 * it was only slow, that costs a new connection.
 */
const PING_LIMIT_MS = 1_000;
/**
 * Times that a request which the server has not looked at is sent again at once: more than its
 * chance to meet a goodbye on every connection, less than hammering a server that refuses all.
 */
const REPLAYS = 8;

interface Connection {
  readonly session: ClientHttp2Session;
  /** Requests under way. */
  open: number;
  /** When the server was last heard of, by `performance.now()`. */
  heardAt: number;
  /** Under way before it is used: whether it can be. Throws where it could not be made. */
  check?: Promise<boolean> | undefined;
}

/**
 * Connections to one origin, more of them as the load grows and fewer when it falls. A request that
 * a goodbye (GOAWAY) turned away unseen goes over another connection. None is left to Node to be
 * written later: it waits here until a connection stands and has a stream for it.
 */
export function http2Connections(
  origin: string,
  {
    ca,
    idleMs = IDLE_MS,
    doubtfulMs = DOUBTFUL_MS,
  }: {
    /** PEM of the only authority to trust; otherwise those that Node brings. */
    readonly ca?: string | undefined;
    readonly idleMs?: number;
    readonly doubtfulMs?: number;
  } = {},
): Connections {
  const connections = new Set<Connection>();
  /** Requests at once that the server takes on a connection. */
  let capacity = STREAMS;
  /** Who waits for a stream, first come first served. */
  const waiting = new Set<() => void>();

  async function post<Held>(
    what: HttpPost,
    timeoutMs: number,
    heldBack: () => Held | undefined,
  ): Promise<HttpAnswer | Held> {
    const deadline = performance.now() + timeoutMs;
    for (let replays = 0; ; replays += 1) {
      const connection = await take(deadline);
      const held = heldBack();
      if (held !== undefined) {
        release(connection);
        return held;
      }
      try {
        const left = deadline - performance.now();
        const answer = await exchange(connection.session, what, left, () => release(connection));
        connection.heardAt = performance.now();
        return answer;
      } catch (error) {
        if (error instanceof TimedOut) retire(connection);
        if (!(error instanceof Unseen) || replays === REPLAYS) throw error;
      }
    }
  }

  /** One that stands and is alive, with a stream of it. */
  async function take(deadline: number): Promise<Connection> {
    for (;;) {
      const left = deadline - performance.now();
      if (left <= 0) throw new TimedOut();
      const connection = pick();
      if (connection === undefined) {
        await freeStream(left);
        continue;
      }
      connection.open += 1;
      if (performance.now() - connection.heardAt > doubtfulMs)
        connection.check ??= ping(connection);
      let usable = false;
      try {
        usable = connection.check === undefined || (await within(left, connection.check));
      } finally {
        if (!usable) {
          retire(connection);
          release(connection);
        }
      }
      if (usable) return connection;
    }
  }

  /**
   * The first with a stream to spare, so that those opened for a peak fall idle after it, else a new
   * one; undefined where there may be no more.
   */
  function pick(): Connection | undefined {
    for (const each of connections) {
      // Its goodbye or its end is known to Node a moment before it is told to us.
      if (!isOpen(each.session)) connections.delete(each);
      else if (each.open < capacity) return each;
    }
    return connections.size < MAX_CONNECTIONS ? open() : undefined;
  }

  function open(): Connection {
    const session = connect(origin, { ca });
    const connection: Connection = { session, open: 0, heardAt: performance.now() };
    connection.check = connected(connection);
    connections.add(connection);
    session.on('remoteSettings', ({ maxConcurrentStreams = STREAMS }) => {
      capacity = maxConcurrentStreams;
      wake(waiting.size);
    });
    // Each of its requests hears of an error too.
    for (const end of ['error', 'goaway', 'close']) session.on(end, () => retire(connection));
    session.setTimeout(idleMs, () => retire(connection));
    return connection;
  }

  async function freeStream(left: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.add(resolve);
    try {
      await within(left, promise);
    } finally {
      waiting.delete(resolve);
    }
  }

  function wake(count: number): void {
    for (const go of waiting.values().take(count)) {
      waiting.delete(go);
      go();
    }
  }

  function release(connection: Connection): void {
    connection.open -= 1;
    if (!connections.has(connection)) retire(connection);
    else wake(1);
  }

  /** Takes no new request, and ends with the last of those under way. */
  function retire(connection: Connection): void {
    connections.delete(connection);
    if (connection.open === 0) connection.session.destroy();
    wake(waiting.size);
  }

  function close(): void {
    for (const { session } of connections) session.destroy();
  }

  return { post, close };
}

/** Answers true once the connection stands. */
async function connected(connection: Connection): Promise<boolean> {
  const { session } = connection;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  session.once('connect', () => resolve());
  session.once('error', reject);
  session.once('close', () => reject(new Error('the connection ended before it stood')));
  await promise;
  connection.check = undefined;
  connection.heardAt = performance.now();
  return isOpen(session);
}

/** Answers whether the connection is alive, and takes requests. */
async function ping(connection: Connection): Promise<boolean> {
  const { session } = connection;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  session.ping((error) => resolve(error === null));
  const answered = await within(PING_LIMIT_MS, promise).catch(() => false);
  connection.check = undefined;
  if (answered) connection.heardAt = performance.now();
  return answered && isOpen(session);
}

const isOpen = (session: ClientHttp2Session): boolean => !session.closed && !session.destroyed;

/** The server has promised not to have looked at the request (RFC 9113, 8.7), or never had it. */
class Unseen extends Error {}

/**
 * One request on a connection. `onEnd` is called when its stream is free for another.
 *
 * @throws Unseen, TimedOut, or whatever else kept the answer away
 */
function exchange(
  session: ClientHttp2Session,
  { path, authorization, json }: HttpPost,
  timeoutMs: number,
  onEnd: () => void,
): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    authorization,
    'content-type': 'application/json',
  });
  let answered = false;
  const answer = (what: HttpAnswer): void => {
    answered = true;
    resolve(what);
  };
  const timer = setTimeout(() => {
    reject(new TimedOut());
    stream.close(NGHTTP2_CANCEL);
  }, timeoutMs);

  stream.on('response', (headers) => {
    const status = Number(headers[HTTP2_HEADER_STATUS]);
    if (status === 200) {
      answer({ status, body: '' });
      stream.resume();
      return;
    }
    const asked = headers[HTTP2_HEADER_RETRY_AFTER];
    const retryAfter = typeof asked === 'string' ? asked : undefined;
    let body = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      body += chunk;
    });
    stream.on('end', () => answer({ status, retryAfter, body }));
  });
  stream.on('error', (error) => {
    reject(stream.rstCode === NGHTTP2_REFUSED_STREAM ? new Unseen(error.message) : error);
  });
  stream.on('close', () => {
    clearTimeout(timer);
    // Only then: the stack of an error costs as much as the rest of a request.
    if (!answered) reject(new Error('the connection ended before the answer'));
    onEnd();
  });
  stream.end(json);
  return promise;
}
