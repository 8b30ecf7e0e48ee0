import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

const HOST = '127.0.0.1';
const TLS = new URL('../../../tools/metering/tls/', import.meta.url);
const [key, cert] = await Promise.all(
  ['loopback-key.pem', 'loopback-certificate.pem'].map((file) =>
    readFile(new URL(file, TLS), 'utf8'),
  ),
);

/** PEM of the server's certificate, which is self-signed. */
export const CERTIFICATE = cert ?? '';

export interface Http2Request {
  readonly stream: ServerHttp2Stream;
  readonly session: Http2Session;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Counted over all connections, from 1. */
  readonly number: number;
}

/** An HTTP/2 server with TLS on a free port of this machine. */
export class Http2Server {
  /** Handles a request. By default it accepts the message. */
  onRequest: (request: Http2Request) => void = ({ stream }) => accept(stream);
  readonly sessions: Http2Session[] = [];
  readonly requests: Http2Request[] = [];
  readonly #server: Http2SecureServer;

  private constructor(maxConcurrentStreams: number) {
    const settings = { maxConcurrentStreams };
    this.#server = createSecureServer({ settings, ...(key && { key }), ...(cert && { cert }) });
    this.#server.on('session', (session) => {
      session.on('error', () => {});
      this.sessions.push(session);
    });
    this.#server.on('stream', (stream, headers) => {
      const { session } = stream;
      stream.on('error', () => {});
      if (session === undefined) return;
      json(stream).then(
        (body) => {
          const request = { stream, session, headers, body, number: this.requests.length + 1 };
          this.requests.push(request);
          this.onRequest(request);
        },
        // The sender ended the connection during its request.
        () => {},
      );
    });
  }

  /** @param streams concurrent requests on a connection, by default the same as FCM's */
  static async start(streams = 100): Promise<Http2Server> {
    const server = new Http2Server(streams);
    server.#server.listen(0, HOST);
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `https://${HOST}:${this.port}`;
  }

  async close(): Promise<void> {
    for (const session of this.sessions) session.destroy();
    await new Promise((closed) => this.#server.close(closed));
  }
}

/** Answers as FCM does if it accepts a message. */
export function accept(stream: ServerHttp2Stream): void {
  answer(stream, 200, { name: 'projects/p/messages/1' });
}

export function answer(
  stream: ServerHttp2Stream,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (stream.destroyed) return;
  stream.respond({ ':status': status, 'content-type': 'application/json', ...headers });
  stream.end(JSON.stringify(body));
}
