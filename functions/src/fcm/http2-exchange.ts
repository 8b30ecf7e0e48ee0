import { type ClientHttp2Session, constants } from 'node:http2';
import { type HttpAnswer, type HttpPost, TimedOut } from './http-post.ts';

const { HTTP2_HEADER_RETRY_AFTER, HTTP2_HEADER_STATUS, NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } =
  constants;

/** The server has promised not to have looked at the request (RFC 9113, 8.7), or never had it. */
export class Unseen extends Error {}

/**
 * One request on a connection. `onEnd` is called when its stream is free for another.
 *
 * @throws Unseen, TimedOut, or whatever else kept the answer away
 */
export function exchange(
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
    reject(new TimedOut(timeoutMs));
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
