import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A push that came: to which token, about which comment, when first, ms since the epoch, how often. */
export interface Arrival {
  readonly token: string;
  readonly text: string;
  readonly at: number;
  times: number;
}

/**
 * An FCM, in a process of its own, that says yes at once and remembers what came when. It is asked by
 * `GET /arrivals`.
 */
const arrivals = new Map<string, Arrival>();

function arrive(body: string): void {
  const { token, notification } = JSON.parse(body).message;
  const key = `${token} ${notification.body}`;
  const known = arrivals.get(key);
  if (known) known.times += 1;
  else arrivals.set(key, { token, text: notification.body, at: Date.now(), times: 1 });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') {
      response.end(JSON.stringify([...arrivals.values()]));
      return;
    }
    arrive(Buffer.concat(chunks).toString());
    response.end('{"name":"projects/bench/messages/0"}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port }: AddressInfo = Object(server.address());
  process.send?.(port);
});
process.on('disconnect', () => process.exit());
