import { readFileSync } from 'node:fs';
import { constants, createSecureServer, type Http2Session } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { certificatePath, keyPath } from './certificate.ts';

/** Streams at once on a connection: FCM's own limit. */
const MAX_STREAMS = 100;
/** Bytes. With the 64 KB that Node begins with, a busy server idles in flow control. */
const WINDOW_BYTES = 1024 * 1024;

/** A connection that said goodbye is closed after so many latencies. */
const GOODBYE_LATENCIES = 10;

const ANSWER = JSON.stringify({ name: 'projects/bench/messages/0' });

export interface ServerAddresses {
  readonly http1: number;
  readonly http2: number;
}

/** How the server is to answer from now on. Counting starts anew. */
export interface ServerOrder {
  readonly latencyMs: number;
  /** Connections are told to go away when they have carried so many messages; never without. */
  readonly messagesPerConnection?: number;
}

export interface ServerCounts {
  readonly handshakes: number;
  readonly messages: number;
}

let order: ServerOrder = { latencyMs: 0 };
let handshakes = 0;
let messages = 0;
const carried = new WeakMap<Http2Session, number>();

/** What comes after the goodbye is not looked at: the client is to send it again elsewhere. */
function isPastGoodbye(session: Http2Session): boolean {
  return (carried.get(session) ?? 0) >= (order.messagesPerConnection ?? Number.POSITIVE_INFINITY);
}

function countToGoodbye(session: Http2Session, streamId: number | undefined): void {
  const count = (carried.get(session) ?? 0) + 1;
  carried.set(session, count);
  if (count !== order.messagesPerConnection) return;
  session.goaway(constants.NGHTTP2_NO_ERROR, streamId);
  // By then all that came before it is answered.
  setTimeout(() => session.destroy(), order.latencyMs * GOODBYE_LATENCIES);
}

const identity = { key: readFileSync(keyPath), cert: readFileSync(certificatePath) };

const overHttp2 = createSecureServer({
  ...identity,
  settings: { maxConcurrentStreams: MAX_STREAMS, initialWindowSize: WINDOW_BYTES },
});
overHttp2.on('session', (session) => {
  handshakes += 1;
  session.setLocalWindowSize(WINDOW_BYTES);
});
overHttp2.on('stream', (stream) => {
  stream.on('error', () => {});
  const { session } = stream;
  if (session && isPastGoodbye(session)) return;
  messages += 1;
  if (session) countToGoodbye(session, stream.id);
  stream.on('end', () => {
    setTimeout(() => {
      if (stream.destroyed) return;
      stream.respond({
        [constants.HTTP2_HEADER_STATUS]: 200,
        [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/json',
      });
      stream.end(ANSWER);
    }, order.latencyMs);
  });
  stream.resume();
});

const overHttp1 = createServer(identity, (request, response) => {
  messages += 1;
  request.on('end', () => {
    setTimeout(() => {
      response.setHeader('content-type', 'application/json');
      response.end(ANSWER);
    }, order.latencyMs);
  });
  request.resume();
});
overHttp1.on('secureConnection', () => {
  handshakes += 1;
});

async function listen(server: Server): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port }: AddressInfo = Object(server.address());
  return port;
}

const addresses: ServerAddresses = {
  http1: await listen(overHttp1),
  http2: await listen(overHttp2),
};
process.on('message', (message: ServerOrder | 'counts') => {
  if (message === 'counts') {
    process.send?.({ handshakes, messages } satisfies ServerCounts);
    return;
  }
  order = message;
  handshakes = 0;
  messages = 0;
  process.send?.('ready');
});
process.on('disconnect', () => process.exit());
process.send?.(addresses);
