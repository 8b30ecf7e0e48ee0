import { type ClientHttp2Session, connect } from 'node:http2';
import { type Connections, type HttpAnswer, type HttpPost, TimedOut } from './http-post.ts';
import { exchange, Unseen } from './http2-exchange.ts';

/** Requests at once on a connection, until the server says how many it takes. FCM takes 100. */
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
  /** Requests at once that the server takes. */
  capacity: number;
  /** Requests under way. */
  open: number;
  /** When the server was last heard of, by `performance.now()`. */
  heardAt: number;
  /** Under way before it is used again. */
  ping?: Promise<boolean> | undefined;
}

interface Http2Options {
  /** PEM of the only authority to trust; otherwise those that Node brings. */
  readonly ca?: string | undefined;
  readonly idleMs?: number;
  readonly doubtfulMs?: number;
}

/**
 * Connections to one origin, more of them as the load grows and fewer when it falls. A request that
 * a goodbye (GOAWAY) turned away unseen goes over another connection.
 */
export class Http2Connections implements Connections {
  readonly #origin: string;
  readonly #ca: string | undefined;
  readonly #idleMs: number;
  readonly #doubtfulMs: number;
  readonly #connections = new Set<Connection>();

  constructor(
    origin: string,
    { ca, idleMs = IDLE_MS, doubtfulMs = DOUBTFUL_MS }: Http2Options = {},
  ) {
    this.#origin = origin;
    this.#ca = ca;
    this.#idleMs = idleMs;
    this.#doubtfulMs = doubtfulMs;
  }

  async post(request: HttpPost, timeoutMs: number): Promise<HttpAnswer> {
    const deadline = performance.now() + timeoutMs;
    for (let replays = 0; ; replays += 1) {
      const connection = await this.#take();
      const left = deadline - performance.now();
      try {
        const onEnd = () => this.#release(connection);
        const answer = await exchange(connection.session, request, left, onEnd);
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

  /** One that is alive, with a stream of it. */
  async #take(): Promise<Connection> {
    for (;;) {
      const connection = this.#pick();
      connection.open += 1;
      if (performance.now() - connection.heardAt > this.#doubtfulMs) {
        connection.ping ??= ping(connection);
      }
      if (connection.ping === undefined || (await connection.ping)) return connection;
      this.#connections.delete(connection);
      this.#release(connection);
    }
  }

  /** The first with a stream to spare, so that those opened for a peak fall idle after it. */
  #pick(): Connection {
    let least: Connection | undefined;
    for (const each of this.#connections) {
      // Its goodbye or its end is known to Node a moment before it is told to us.
      if (each.session.closed || each.session.destroyed) this.#connections.delete(each);
      else if (each.open < each.capacity) return each;
      else if (least === undefined || each.open < least.open) least = each;
    }
    return least !== undefined && this.#connections.size >= MAX_CONNECTIONS ? least : this.#open();
  }

  #open(): Connection {
    const session = connect(this.#origin, { ca: this.#ca });
    const heardAt = performance.now();
    const connection: Connection = { session, capacity: STREAMS, open: 0, heardAt };
    this.#connections.add(connection);
    session.on('remoteSettings', ({ maxConcurrentStreams = STREAMS }) => {
      connection.capacity = maxConcurrentStreams;
    });
    const retire = () => this.#retire(connection);
    // Each of its requests hears of the error too.
    session.on('error', retire);
    session.on('goaway', retire);
    session.on('close', retire);
    session.setTimeout(this.#idleMs, retire);
    return connection;
  }

  #release(connection: Connection): void {
    connection.open -= 1;
    if (!this.#connections.has(connection)) this.#retire(connection);
  }

  /** Takes no new request, and ends with the last of those under way. */
  #retire(connection: Connection): void {
    this.#connections.delete(connection);
    if (connection.open === 0) connection.session.destroy();
  }
}

/** Answers whether the connection is alive, and takes requests. */
async function ping(connection: Connection): Promise<boolean> {
  const { session } = connection;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const late = setTimeout(resolve, PING_LIMIT_MS, false);
  session.ping((error) => resolve(error === null));
  const answered = await promise;
  clearTimeout(late);
  connection.ping = undefined;
  if (answered) connection.heardAt = performance.now();
  return answered && !session.closed && !session.destroyed;
}
