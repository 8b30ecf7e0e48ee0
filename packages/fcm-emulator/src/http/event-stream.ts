import type { ServerResponse } from 'node:http';

/** A listener that reads slower than this much is dropped, and connects again. Bytes. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;
/** What a browser waits before it connects again, in milliseconds. */
const RECONNECT_MS = 1000;

export type EventName = 'message' | 'refused' | 'cleared' | 'device' | 'faults' | 'delivery';

/** Server-sent events to whoever listens. */
export class EventStream {
  readonly #listeners = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    openEventStream(response);
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
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

export function openEventStream(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=UTF-8',
    'cache-control': 'no-store',
  });
  response.write(`retry: ${RECONNECT_MS}\n\n`);
}

export const serverSentEvent = (event: string, data: unknown): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
