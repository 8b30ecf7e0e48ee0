import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text as read } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Arrival,
  CERTIFICATE_PATH,
  KEY_PATH,
  type Order,
  type Report,
} from './running-fcm.ts';

/** Concurrent streams on a connection: FCM's own limit. */
const MAX_STREAMS = 100;
/** In bytes. With Node's default of 64 KB, a busy server waits for flow control. */
const WINDOW_BYTES = 1024 * 1024;
const ANSWER = JSON.stringify({ name: 'projects/bench/messages/0' });

let latencyMs = 0;
let handshakes = 0;
const arrivals = new Map<string, Arrival>();

function arrive(body: string): void {
  const { token, notification } = JSON.parse(body).message;
  const key = `${token} ${notification.body}`;
  const known = arrivals.get(key);
  if (known) known.times += 1;
  else arrivals.set(key, { token, text: notification.body, at: Date.now(), times: 1 });
}

// One server for both: `sendEach` and ours use HTTP/2, `send` uses HTTP/1.1.
const server = createSecureServer({
  key: readFileSync(KEY_PATH),
  cert: readFileSync(CERTIFICATE_PATH),
  allowHTTP1: true,
  settings: { maxConcurrentStreams: MAX_STREAMS, initialWindowSize: WINDOW_BYTES },
});
server.on('secureConnection', () => {
  handshakes += 1;
});
server.on('session', (session) => session.setLocalWindowSize(WINDOW_BYTES));
server.on('request', async (request, response) => {
  arrive(await read(request));
  await pause(latencyMs);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(ANSWER);
});
server.listen(0, '127.0.0.1', () => {
  const { port }: AddressInfo = Object(server.address());
  process.send?.(port);
});

process.on('message', (order: Order) => {
  if (order !== 'report') {
    latencyMs = order.latencyMs;
    handshakes = 0;
    arrivals.clear();
  }
  process.send?.({ handshakes, arrivals: [...arrivals.values()] } satisfies Report);
});
process.on('disconnect', () => process.exit());
