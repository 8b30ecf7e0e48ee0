import { once } from 'node:events';
import http2, { type ClientHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { duplexPair } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** Of HTTP/1.1 alone; HTTP/2 forbids them. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
]);

/**
 * An HTTP/2 session within this process, whose requests go on by HTTP/1.1: that is what the emulator
 * speaks, as the web's pages and most SDKs do.
 */
export function connectByHttp1(
  connect: typeof http2.connect,
  emulator: URL,
  fetch: typeof globalThis.fetch,
): ClientHttp2Session {
  const [near, far] = duplexPair();
  const ignore = (): void => {};
  const server = http2.performServerHandshake(far);
  // The client's side has each error too, and tells the app of it.
  server.on('error', ignore);
  server.on('stream', (stream, headers) => {
    stream.on('error', ignore);
    forward(stream, headers).catch(() => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
  });
  const session = connect(emulator, { createConnection: () => near });
  const { request } = session;
  // firebase-admin says the scheme "https:" with its colon, which Node.js refuses to receive.
  session.request = (headers, options) =>
    request.call(session, { ...headers, ':scheme': 'http', ':authority': emulator.host }, options);
  return session;

  async function forward(
    stream: ServerHttp2Stream,
    headers: http2.IncomingHttpHeaders,
  ): Promise<void> {
    const method = headers[':method'] ?? 'GET';
    const body = await buffer(stream);
    const response = await fetch(new URL(headers[':path'] ?? '/', emulator), {
      method,
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        name.startsWith(':') ? [] : [[name, String(value)]],
      ),
      ...(body.length > 0 && { body }),
    });
    const answered = Buffer.from(await response.arrayBuffer());
    const kept = [...response.headers].filter(([name]) => !CONNECTION_HEADERS.has(name));
    stream.respond({ ...Object.fromEntries(kept), ':status': response.status });
    stream.end(answered);
    await once(stream, 'close');
  }
}
