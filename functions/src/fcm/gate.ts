import { setTimeout as delay } from 'node:timers/promises';
import type { Send } from './fcm-sender.ts';
import { type Answer, classify } from './outcome.ts';
import { RETRY_POLICY } from './retry-policy.ts';

/** Path of the document `{paused}`, by which an operator pauses sending. */
export const SENDING_PATH = 'operations/sending';

/** Milliseconds between two reads of the switch. It costs four reads a minute. */
const READ_INTERVAL_MS = 15_000;
/** Timeout for a read of the switch, in milliseconds. It must not delay a run past its lease. */
const READ_TIMEOUT_MS = 2_000;

export interface GatePorts {
  isPaused(): Promise<boolean>;
  onPaused(): void;
  /** FCM refuses this project. Each platform's pushes are counted separately. */
  onRefused(detail: string): void;
  /** Milliseconds until a push is tried again after a pause. */
  readonly waitMs: number;
  now(): number;
}

/**
 * Wraps `send`. It asks FCM nothing while an operator has paused sending, or while FCM refuses the
 * project: the answer comes at once, and the push stays pending. Create it once per instance.
 */
export function withGate(send: Send, ports: GatePorts): Send {
  const isPaused = pauseSwitch(ports);
  // One for each platform, so that an error of one platform does not stop the others.
  const circuits = {
    android: circuit(ports),
    ios: circuit(ports),
    web: circuit(ports),
    dryRun: circuit(ports),
  };

  return async (request) => {
    if (await isPaused()) return { unasked: 'PAUSED', retryAfterMs: ports.waitMs };
    const { answerIfOpen, observe } = circuits[request.platform ?? 'dryRun'];
    const blocked = answerIfOpen();
    if (blocked !== undefined) return blocked;
    const answer = await send(request);
    observe(answer);
    return answer;
  };
}

/** Reads the switch when there is something to send. If a read fails, the last value counts. */
function pauseSwitch({ isPaused, onPaused, waitMs, now }: GatePorts): () => Promise<boolean> {
  // Not longer than a push waits. Otherwise a push would come back and find the old value.
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

  return async () => {
    if (now() >= nextReadAt) {
      nextReadAt = now() + readIntervalMs;
      lastRead = Promise.race([readSwitch(), delay(READ_TIMEOUT_MS, undefined, { ref: false })]);
    }
    await lastRead;
    return paused;
  };
}

/**
 * A circuit breaker. It opens after FCM blames the project or its credentials many times in a row.
 * While it is open, a request gets the last answer again. After a delay, one request goes to FCM as
 * a probe.
 */
function circuit({ onRefused, now }: GatePorts) {
  const { limit, delayMs } = RETRY_POLICY.project;
  let failuresInARow = 0;
  let lastAnswer: Answer | undefined;
  let openUntil = 0;

  return {
    /** Returns the answer while the circuit is open; undefined if the request may be sent. */
    answerIfOpen(): Answer | undefined {
      if (failuresInARow < limit) return undefined;
      if (now() < openUntil) return lastAnswer;
      openUntil = now() + delayMs;
      return undefined;
    },
    observe(answer: Answer): void {
      const outcome = classify(answer, now());
      if (outcome.kind === 'projectBroken') {
        failuresInARow += 1;
        lastAnswer = answer;
        if (failuresInARow !== limit) return;
        openUntil = now() + delayMs;
        onRefused(outcome.detail);
      } else if (outcome.kind !== 'unavailable') {
        failuresInARow = 0;
      }
    },
  };
}
