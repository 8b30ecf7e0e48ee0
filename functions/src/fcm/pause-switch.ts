import { setTimeout as pass } from 'node:timers/promises';
import type { Send } from './fcm-sender.ts';

/** Between two looks at the switch, ms: how late an instance notices, for four reads a minute. */
const LOOK_EVERY_MS = 15_000;
/** A look that takes longer tells nothing, ms: a slow database holds up no run beyond its lease. */
const LOOK_LIMIT_MS = 2_000;

/**
 * Sends nothing while an operator has paused sending: each request is answered at once as one to
 * come back with after `waitMs`, so that its push stays pending. The switch is looked at only when
 * there is something to send. A look that fails tells nothing: it stops no sending, and ends no
 * pause that has been seen.
 */
export function withPauseSwitch(
  send: Send,
  {
    isPaused,
    onPaused,
    waitMs,
  }: { isPaused(): Promise<boolean>; onPaused(): void; readonly waitMs: number },
  now: () => number = Date.now,
): Send {
  // No longer than a push waits, which would come back only to hear what was true before.
  const lookEveryMs = Math.min(LOOK_EVERY_MS, waitMs);
  let paused = false;
  let lookAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      const found = await isPaused();
      if (found && !paused) onPaused();
      paused = found;
    } catch {
      // It tells nothing.
    }
  }

  return async (request) => {
    if (now() >= lookAt) {
      lookAt = now() + lookEveryMs;
      looking = Promise.race([look(), pass(LOOK_LIMIT_MS, undefined, { ref: false })]);
    }
    await looking;
    return paused ? { unasked: 'PAUSED', retryAfterMs: waitMs } : send(request);
  };
}
