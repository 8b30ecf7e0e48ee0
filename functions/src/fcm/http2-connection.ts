import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { text } from 'node:stream/consumers';
import { type HttpAnswer, type HttpPost, TimedOut, withTimeout } from './http1.ts';

const { HTTP2_HEADER_RETRY_AFTER, HTTP2_HEADER_STATUS, NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } =
  constants;

/** Timeout of a ping in milliseconds. If the server was only slow, the cost is a new connection. */
const PING_TIMEOUT_MS = 1_000;

/** One HTTP/2 connection, with its number of open requests. */
export interface Connection {
  readonly session: ClientHttp2Session;
  openRequests: number;
  /** When the server last sent something, by `performance.now()`. */
  lastHeardAt: number;
  /** A running check to wait for: whether the connection is usable. Rejects if it was not made. */
  check?: Promise<boolean> | undefined;
}

/** The server did not process the request (RFC 9113, 8.7), so it is safe to send it again. */
export class NotProcessed extends Error {}

/** Starts to connect. `check` of the result resolves when the connection is made. */
export function openConnection(origin: string, ca: string | undefined): Connection {
  const session = connect(origin, { ca });
  const connection: Connection = { session, openRequests: 0, lastHeardAt: performance.now() };
  connection.check = connected(connection);
  return connection;
}

async function connected(connection: Connection): Promise<boolean> {
  const { session } = connection;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  session.once('connect', () => resolve());
  session.once('error', reject);
  session.once('close', () => reject(new Error('the connection ended before it was established')));
  await promise;
  connection.check = undefined;
  connection.lastHeardAt = performance.now();
  return isOpen(connection);
}

/** Returns whether the server still answers and the connection accepts requests. */
export async function ping(connection: Connection): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  connection.session.ping((error) => resolve(error === null));
  const answered = await withTimeout(PING_TIMEOUT_MS, promise).catch(() => false);
  connection.check = undefined;
  if (answered) connection.lastHeardAt = performance.now();
  return answered && isOpen(connection);
}

export function isOpen({ session }: Connection): boolean {
  return !session.closed && !session.destroyed;
}

/**
 * Sends one request on a connection and returns the answer.
 *
 * @param onEnd called when the stream of the request has ended
 * @throws NotProcessed, TimedOut, or the error that ended the stream
 */
export function exchange(
  { session }: Connection,
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
    const retryAfter = headers[HTTP2_HEADER_RETRY_AFTER]?.toString();
    text(stream).then((body) => answer({ status, retryAfter, body }), reject);
  });
  stream.on('error', (error) => {
    reject(stream.rstCode === NGHTTP2_REFUSED_STREAM ? new NotProcessed(error.message) : error);
  });
  stream.on('close', () => {
    clearTimeout(timer);
    // Create an Error only if it is needed: its stack costs as much as the rest of a request.
    if (!answered) reject(new Error('the connection ended before the answer'));
    onEnd();
  });
  stream.end(json);
  return promise;
}
