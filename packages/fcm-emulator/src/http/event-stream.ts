import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Exchange } from './api.ts';

/** In bytes. A listener with more unread data is disconnected, and connects again. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;
/** How long a browser waits before it connects again, in milliseconds. */
const RECONNECT_MS = 1000;

export type EventName = 'message' | 'refused' | 'cleared' | 'device' | 'faults' | 'delivery';

/** Sends server-sent events to all listeners. */
export class EventStream {
  readonly #listeners = new Set<ServerResponse>();

  add(exchange: Exchange): Response {
    return answerEvents(exchange, (response) => {
      this.#listeners.add(response);
      return () => this.#listeners.delete(response);
    });
  }

  publish(event: EventName, data: unknown): void {
    if (this.#listeners.size === 0) return;
    const text = serverSentEvent(event, data);
    for (const listener of this.#listeners) {
      listener.write(text);
      if (listener.writableLength > MAX_UNREAD_BYTES) listener.destroy();
    }
  }
}

/**
 * Answers with a stream of events, which ends when the listener leaves.
 *
 * @param begin gets the writer of the stream, and returns a function to call at the end
 */
export function answerEvents(
  { env, res }: Exchange,
  begin: (response: ServerResponse) => () => void,
): Response {
  const { outgoing } = env;
  outgoing.writeHead(200, {
    ...Object.fromEntries(res.headers),
    'content-type': 'text/event-stream; charset=UTF-8',
    'cache-control': 'no-store',
  });
  outgoing.write(`retry: ${RECONNECT_MS}\n\n`);
  outgoing.on('close', begin(outgoing));
  return RESPONSE_ALREADY_SENT;
}

export const serverSentEvent = (event: string, data: unknown): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
