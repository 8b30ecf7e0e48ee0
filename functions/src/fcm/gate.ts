import { setTimeout as delay } from 'node:timers/promises';
import type { Send } from './fcm-sender.ts';

/** Path of the document `{paused}`, by which an operator pauses sending. */
export const SENDING_PATH = 'operations/sending';

/** Milliseconds between two reads of the switch. It costs four reads a minute. */
const READ_INTERVAL_MS = 15_000;
/** Timeout for a read of the switch, in milliseconds. It must not delay a run past its lease. */
const READ_TIMEOUT_MS = 2_000;

export interface GatePorts {
  isPaused(): Promise<boolean>;
  onPaused(): void;
  /** Milliseconds until a push is tried again after a pause. */
  readonly waitMs: number;
  now(): number;
}

/**
 * Wraps `send`. While an operator has paused sending, nothing is sent to FCM: the answer comes at
 * once, and the push stays pending. Reads the switch only when there is something to send. If a
 * read fails, the last value is used. Create it once per instance.
 */
export function withGate(send: Send, { isPaused, onPaused, waitMs, now }: GatePorts): Send {
  // Not longer than the wait of a push. Otherwise a retried push could find the old value.
  const readIntervalMs = Math.min(READ_INTERVAL_MS, waitMs);
  let paused = false;
  let nextReadAt = Number.NEGATIVE_INFINITY;
  let lastRead: Promise<void> = Promise.resolve();

  async function readSwitch(): Promise<void> {
    try {
      const pausedNow = await isPaused();
      if (pausedNow && !paused) onPaused();
      paused = pausedNow;
    } catch {
      // Keep the last value.
    }
  }

  return async (request) => {
    if (now() >= nextReadAt) {
      nextReadAt = now() + readIntervalMs;
      lastRead = Promise.race([readSwitch(), delay(READ_TIMEOUT_MS, undefined, { ref: false })]);
    }
    await lastRead;
    return paused ? { unasked: 'PAUSED', retryAfterMs: waitMs } : send(request);
  };
}
