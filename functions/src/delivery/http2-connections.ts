import { type ClientHttp2Session, connect } from 'node:http2';
import { type Connections, type HttpAnswer, type HttpPost, TimedOut } from './http-post.ts';
import { exchange, Unseen } from './http2-exchange.ts';

/** Requests at once on a connection, until the server says how many it takes. FCM takes 100. */
const STREAMS = 100;
/** Enough to keep a core busy with an FCM 100 ms away; past them requests wait for a stream. */
const MAX_CONNECTIONS = 10;
/** How long an idle connection is kept, ms: longer than the pauses of a quiet app's comments. */
const IDLE_MS = 4 * 60_000;
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
}

/**
 * Connections to one origin, more of them as the load grows and fewer when it falls. A request that
 * a goodbye (GOAWAY) turned away unseen goes over another connection.
 */
export class Http2Connections implements Connections {
  readonly #origin: string;
  readonly #tls: { readonly ca?: string | undefined };
  readonly #idleMs: number;
  readonly #connections = new Set<Connection>();

  constructor(origin: string, tls: { readonly ca?: string | undefined }, idleMs = IDLE_MS) {
    this.#origin = origin;
    this.#tls = tls;
    this.#idleMs = idleMs;
  }

  async post(request: HttpPost, timeoutMs: number): Promise<HttpAnswer> {
    const deadline = performance.now() + timeoutMs;
    for (let replays = 0; ; replays += 1) {
      const connection = this.#pick();
      connection.open += 1;
      const left = deadline - performance.now();
      try {
        return await exchange(connection.session, request, left, () => this.#release(connection));
      } catch (error) {
        if (error instanceof TimedOut) this.#retire(connection);
        if (!(error instanceof Unseen) || replays === REPLAYS) throw error;
      }
    }
  }

  close(): void {
    for (const { session } of this.#connections) session.destroy();
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
    const session = connect(this.#origin, this.#tls);
    const connection = { session, capacity: STREAMS, open: 0 };
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
