import type { Temporary } from './outcome.ts';

export interface RetryFloors {
  /** Shortest wait after a 5xx, a time-out or a lost connection, ms. FCM asks for 10 s. */
  readonly unavailableMs: number;
  /**
   * Shortest wait after a 429 without `Retry-After`, and while the project is
   * broken or sending is paused, ms: 60 s.
   */
  readonly quotaMs: number;
}

/** Longest wait, ms: a recovered FCM is found within a quarter of an hour, 16 requests in 4 h. */
const CEILING_MS = 15 * 60_000;
/** Share of the wait added at random, so that devices that failed together do not return together. */
const JITTER = 0.25;

/**
 * Milliseconds to wait before a device's next request: what FCM asked for, else the floor doubled with
 * each request. Jitter only adds, since both are minimums.
 */
export function retryDelay(
  outcome: Temporary,
  requestsSoFar: number,
  floors: RetryFloors,
  random: () => number = Math.random,
): number {
  const floor = outcome.kind === 'unavailable' ? floors.unavailableMs : floors.quotaMs;
  const asked = 'retryAfterMs' in outcome ? outcome.retryAfterMs : undefined;
  const wait = asked ?? Math.min(floor * 2 ** (requestsSoFar - 1), Math.max(floor, CEILING_MS));
  return Math.ceil(wait * (1 + JITTER * random()));
}
