import type { Temporary } from './outcome.ts';

/** Which failures are retried, and when. The first delays and the maximum age of a push are params. */
export const RETRY_POLICY = {
  /** A push to one device, after a temporary outcome. */
  push: {
    factor: 2,
    /** So a push is sent within 15 minutes after FCM has recovered: 19 to 22 requests in 4 h. */
    maxDelayMs: 15 * 60_000,
    /** Share of the delay that is added at random, so that requests do not come all at once. */
    jitter: 0.25,
    /** The first device that is due waits for those within this time, to send in one task. */
    gatherMs: 1_500,
  },
  /** Writing FCM's answers into the record. If they were lost, pushes would be repeated. */
  record: { limit: 4, delayMs: 100, factor: 3 },
  /** A failed task, for Cloud Tasks. It is given up after both its attempts and its time. */
  task: {
    maxAttempts: 100,
    maxRetrySeconds: 7 * 24 * 60 * 60,
    minBackoffSeconds: 2,
    maxBackoffSeconds: 60,
    maxDoublings: 4,
  },
} as const;

export interface RetryFloors {
  /** Minimum delay after a 5xx, a timeout or a lost connection, in milliseconds. */
  readonly unavailableMs: number;
  /** Minimum delay after a 429 without `Retry-After`, and while the project is broken or paused. */
  readonly quotaMs: number;
}

/**
 * Returns the milliseconds until a device's next request: what FCM asked for, else the minimum,
 * doubled with each request. The random part is only added, because both are minimums.
 */
export function retryDelay(
  { kind, retryAfterMs }: Temporary,
  requestsSoFar: number,
  floors: RetryFloors,
  random: () => number,
): number {
  const { factor, maxDelayMs, jitter } = RETRY_POLICY.push;
  const floor = kind === 'unavailable' ? floors.unavailableMs : floors.quotaMs;
  const grown = Math.min(floor * factor ** (requestsSoFar - 1), Math.max(floor, maxDelayMs));
  return Math.ceil((retryAfterMs ?? grown) * (1 + jitter * random()));
}
