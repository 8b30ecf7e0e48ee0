import { readFileSync } from 'node:fs';
import { constants, createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { certificatePath, keyPath } from '../sender/certificate.ts';

/** A push that came: to which token, about which comment, when first, ms since the epoch, how often. */
export interface Arrival {
  readonly token: string;
  readonly text: string;
  readonly at: number;
  times: number;
}

/** Streams at once on a connection: FCM's own limit. */
const MAX_STREAMS = 100;

/**
 * An FCM, in a process of its own, that says yes at once and remembers what came when. It is asked by
 * any message.
 */
const arrivals = new Map<string, Arrival>();

function arrive(body: string): void {
  const { token, notification } = JSON.parse(body).message;
  const key = `${token} ${notification.body}`;
  const known = arrivals.get(key);
  if (known) known.times += 1;
  else arrivals.set(key, { token, text: notification.body, at: Date.now(), times: 1 });
}

const server = createSecureServer({
  key: readFileSync(keyPath),
  cert: readFileSync(certificatePath),
  settings: { maxConcurrentStreams: MAX_STREAMS },
});
server.on('stream', (stream) => {
  const chunks: Buffer[] = [];
  stream.on('error', () => {});
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    arrive(Buffer.concat(chunks).toString());
    stream.respond({ [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/json' });
    stream.end('{"name":"projects/bench/messages/0"}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port }: AddressInfo = Object(server.address());
  process.send?.(port);
});
process.on('message', () => process.send?.([...arrivals.values()]));
process.on('disconnect', () => process.exit());
