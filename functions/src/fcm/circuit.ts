import type { Send } from './fcm-sender.ts';
import type { Answer } from './outcome.ts';
import { classify } from './outcome.ts';
import { RETRY_POLICY } from './retry-policy.ts';

/** A broken APNs or web push key: the other platforms' pushes still go through. */
const ONE_PLATFORM = 'THIRD_PARTY_AUTH_ERROR';
const { limit: THRESHOLD, delayMs: PAUSE_MS } = RETRY_POLICY.project;

/**
 * Stops hammering FCM while the project or its credentials are broken. While open, a request is
 * answered as the last one was, without the network; after the pause one request goes through as a
 * probe. Lives as long as the instance: each learns for itself, at no cost in reads or writes.
 */
export function withCircuit(
  send: Send,
  onOpen: (detail: string) => void,
  now: () => number = Date.now,
): Send {
  let broken = 0;
  let lastAnswer: Answer | undefined;
  let openUntil = 0;

  return async (request) => {
    if (broken >= THRESHOLD && lastAnswer !== undefined) {
      if (now() < openUntil) return lastAnswer;
      openUntil = now() + PAUSE_MS;
    }
    const answer = await send(request);
    const outcome = classify(answer, now());
    if (outcome.kind === 'projectBroken' && outcome.code !== ONE_PLATFORM) {
      broken += 1;
      lastAnswer = answer;
      if (broken === THRESHOLD) {
        openUntil = now() + PAUSE_MS;
        onOpen(outcome.detail);
      }
    } else if (outcome.kind !== 'unavailable') {
      broken = 0;
    }
    return answer;
  };
}
