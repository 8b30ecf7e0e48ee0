import { setTimeout as pass } from 'node:timers/promises';
import type { Send } from './fcm-sender.ts';
import { type Answer, classify } from './outcome.ts';
import { RETRY_POLICY } from './retry-policy.ts';

/** The document of the switch by which an operator pauses sending: `{paused}`. */
export const SENDING_PATH = 'operations/sending';

/** Between two looks at the switch, ms: how late an instance notices, for four reads a minute. */
const LOOK_EVERY_MS = 15_000;
/** A look that takes longer tells nothing, ms: a slow database holds up no run beyond its lease. */
const LOOK_LIMIT_MS = 2_000;

export interface GatePorts {
  isPaused(): Promise<boolean>;
  onPaused(): void;
  /** FCM refuses this project, as far as one platform's pushes tell. */
  onRefused(detail: string): void;
  /** Until a push that met a pause comes back, ms. */
  readonly waitMs: number;
  now(): number;
}

/**
 * Asks FCM nothing while an operator has paused sending, nor while FCM refuses the project: a request
 * is answered at once then, so that its push stays pending. Lives as long as the instance.
 */
export function withGate(send: Send, ports: GatePorts): Send {
  const isPaused = pauseSwitch(ports);
  // Each platform learns for itself, so that what breaks one of them stops no other.
  const circuits = {
    android: circuit(ports),
    ios: circuit(ports),
    web: circuit(ports),
    dryRun: circuit(ports),
  };

  return async (request) => {
    if (await isPaused()) return { unasked: 'PAUSED', retryAfterMs: ports.waitMs };
    const { refused, heard } = circuits[request.platform ?? 'dryRun'];
    const known = refused();
    if (known !== undefined) return known;
    const answer = await send(request);
    heard(answer);
    return answer;
  };
}

/**
 * The switch is looked at only when there is something to send. A look that fails tells nothing: it
 * stops no sending, and ends no pause that has been seen.
 */
function pauseSwitch({ isPaused, onPaused, waitMs, now }: GatePorts): () => Promise<boolean> {
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

  return async () => {
    if (now() >= lookAt) {
      lookAt = now() + lookEveryMs;
      looking = Promise.race([look(), pass(LOOK_LIMIT_MS, undefined, { ref: false })]);
    }
    await looking;
    return paused;
  };
}

/**
 * Opens where FCM blames the project or its credentials many times in a row. While open, a request is
 * answered as the last one was; after the pause one goes through as a probe.
 */
function circuit({ onRefused, now }: GatePorts) {
  const { limit, delayMs } = RETRY_POLICY.project;
  let inARow = 0;
  let last: Answer | undefined;
  let openUntil = 0;

  return {
    /** What a request is answered without FCM; undefined where it may go. */
    refused(): Answer | undefined {
      if (inARow < limit) return undefined;
      if (now() < openUntil) return last;
      openUntil = now() + delayMs;
      return undefined;
    },
    heard(answer: Answer): void {
      const outcome = classify(answer, now());
      if (outcome.kind === 'projectBroken') {
        inARow += 1;
        last = answer;
        if (inARow !== limit) return;
        openUntil = now() + delayMs;
        onRefused(outcome.detail);
      } else if (outcome.kind !== 'unavailable') {
        inARow = 0;
      }
    },
  };
}
