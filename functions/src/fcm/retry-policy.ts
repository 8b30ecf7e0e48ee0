import type { Temporary } from './outcome.ts';

/**
 * Everything that is tried again, and how: a first delay that grows by `factor` up to a longest one.
 * The first delays of a push are params (`RetryFloors`), as is its end, `PUSH_MAX_AGE`.
 */
export const RETRY_POLICY = {
  /** A push to one device, after an outcome that is temporary. */
  push: {
    factor: 2,
    /** A recovered FCM is found within a quarter of an hour; 19 to 22 requests in 4 h. */
    maxDelayMs: 15 * 60_000,
    /** Share of the delay added at random: what failed together does not return together. */
    jitter: 0.25,
    /** The first device that falls due waits for those within this: one task for all. */
    gatherMs: 1_500,
  },
  /** FCM as a whole, while it blames the project or its credentials: one instance's circuit. */
  project: {
    /** Such answers in a row: more than one person's twenty devices, which may be an odd lot. */
    limit: 25,
    /** Until one request tries again. A push comes back after 60 s at the earliest anyhow. */
    delayMs: 30_000,
  },
  /** Writing down what FCM said: tries, and the first delay. Forgetting it would repeat pushes. */
  record: { limit: 4, delayMs: 100, factor: 3 },
  /**
   * A task that failed, as Cloud Tasks takes it: until both its attempts and its time are used up,
   * which is as long as a push may live.
   */
  task: {
    maxAttempts: 100,
    maxRetrySeconds: 7 * 24 * 60 * 60,
    minBackoffSeconds: 2,
    maxBackoffSeconds: 60,
    maxDoublings: 4,
  },
} as const;

export interface RetryFloors {
  /** Shortest delay after a 5xx, a time-out or a lost connection, ms. FCM asks for 10 s. */
  readonly unavailableMs: number;
  /**
   * Shortest delay after a 429 without `Retry-After`, and while the project is broken or sending is
   * paused, ms: 60 s.
   */
  readonly quotaMs: number;
}

/**
 * Milliseconds to a device's next request: what FCM asked for, else the floor, doubled with each
 * request. Jitter only adds, since both are minimums.
 */
export function retryDelay(
  outcome: Temporary,
  requestsSoFar: number,
  floors: RetryFloors,
  random: () => number = Math.random,
): number {
  const { factor, maxDelayMs, jitter } = RETRY_POLICY.push;
  const floor = outcome.kind === 'unavailable' ? floors.unavailableMs : floors.quotaMs;
  const asked = 'retryAfterMs' in outcome ? outcome.retryAfterMs : undefined;
  const grown = Math.min(floor * factor ** (requestsSoFar - 1), Math.max(floor, maxDelayMs));
  return Math.ceil((asked ?? grown) * (1 + jitter * random()));
}
