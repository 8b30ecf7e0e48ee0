import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { type Connections, type HttpAnswer, type HttpPost, TimedOut } from './http1.ts';

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

interface Http2Options {
  /** PEM of the only authority to trust; otherwise those that Node brings. */
  readonly ca?: string | undefined;
  readonly idleMs?: number;
  readonly doubtfulMs?: number;
}

/**
 * Connections to one origin, more of them as the load grows and fewer when it falls. A request that
 * a goodbye (GOAWAY) turned away unseen goes over another connection. None is left to Node to be
 * written later: it waits here until a connection stands and has a stream for it.
 */
export class Http2Connections implements Connections {
  readonly #origin: string;
  readonly #ca: string | undefined;
  readonly #idleMs: number;
  readonly #doubtfulMs: number;
  readonly #connections = new Set<Connection>();
  /** Requests at once that the server takes on a connection. */
  #capacity = STREAMS;
  /** Who waits for a stream, first come first served. */
  readonly #waiting = new Set<() => void>();

  constructor(
    origin: string,
    { ca, idleMs = IDLE_MS, doubtfulMs = DOUBTFUL_MS }: Http2Options = {},
  ) {
    this.#origin = origin;
    this.#ca = ca;
    this.#idleMs = idleMs;
    this.#doubtfulMs = doubtfulMs;
  }

  async post<Held>(
    what: HttpPost,
    timeoutMs: number,
    heldBack: () => Held | undefined,
  ): Promise<HttpAnswer | Held> {
    const deadline = performance.now() + timeoutMs;
    for (let replays = 0; ; replays += 1) {
      const connection = await this.#take(deadline);
      const held = heldBack();
      if (held !== undefined) {
        this.#release(connection);
        return held;
      }
      try {
        const onEnd = () => this.#release(connection);
        const left = deadline - performance.now();
        const answer = await exchange(connection.session, what, left, onEnd);
        connection.heardAt = performance.now();
        return answer;
      } catch (error) {
        if (error instanceof TimedOut) this.#retire(connection);
        if (!(error instanceof Unseen) || replays === REPLAYS) throw error;
      }
    }
  }

  close(): void {
    for (const { session } of this.#connections) session.destroy();
  }

  /** One that stands and is alive, with a stream of it. */
  async #take(deadline: number): Promise<Connection> {
    for (;;) {
      const left = deadline - performance.now();
      if (left <= 0) throw new TimedOut();
      const connection = this.#pick();
      if (connection === undefined) {
        await this.#freeStream(left);
        continue;
      }
      connection.open += 1;
      if (performance.now() - connection.heardAt > this.#doubtfulMs) {
        connection.check ??= ping(connection);
      }
      try {
        if (connection.check === undefined || (await within(left, connection.check))) {
          return connection;
        }
      } catch (error) {
        this.#retire(connection);
        this.#release(connection);
        throw error;
      }
      this.#connections.delete(connection);
      this.#release(connection);
    }
  }

  /**
   * The first with a stream to spare, so that those opened for a peak fall idle after it, else a new
   * one; undefined where there may be no more.
   */
  #pick(): Connection | undefined {
    for (const each of this.#connections) {
      // Its goodbye or its end is known to Node a moment before it is told to us.
      if (each.session.closed || each.session.destroyed) this.#connections.delete(each);
      else if (each.open < this.#capacity) return each;
    }
    return this.#connections.size < MAX_CONNECTIONS ? this.#open() : undefined;
  }

  #open(): Connection {
    const session = connect(this.#origin, { ca: this.#ca });
    const heardAt = performance.now();
    const connection: Connection = { session, open: 0, heardAt };
    connection.check = connected(connection);
    this.#connections.add(connection);
    session.on('remoteSettings', ({ maxConcurrentStreams = STREAMS }) => {
      this.#capacity = maxConcurrentStreams;
      this.#wake(this.#waiting.size);
    });
    const retire = () => this.#retire(connection);
    // Each of its requests hears of the error too.
    session.on('error', retire);
    session.on('goaway', retire);
    session.on('close', retire);
    session.setTimeout(this.#idleMs, retire);
    return connection;
  }

  async #freeStream(left: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    try {
      await within(left, promise);
    } finally {
      this.#waiting.delete(resolve);
    }
  }

  #wake(count: number): void {
    for (const go of this.#waiting.values().take(count)) {
      this.#waiting.delete(go);
      go();
    }
  }

  #release(connection: Connection): void {
    connection.open -= 1;
    if (!this.#connections.has(connection)) this.#retire(connection);
    else this.#wake(1);
  }

  /** Takes no new request, and ends with the last of those under way. */
  #retire(connection: Connection): void {
    this.#connections.delete(connection);
    if (connection.open === 0) connection.session.destroy();
    this.#wake(this.#waiting.size);
  }
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

/** @throws TimedOut */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimedOut()), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

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
