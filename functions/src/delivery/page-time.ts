/** FCM asks senders to ramp up over a minute instead of starting at full rate, seconds. */
const RAMP_SECONDS = 60;

/**
 * When a page of followers may be sent, ms since the epoch; `startedAt` is when the first may. One
 * that is late goes to the end of the queue: the queue takes the earliest first, and so a crowd of
 * comments that are behind would all go before every newer one.
 */
export function pageTime(
  page: number,
  startedAt: number,
  pagesPerSecond: number,
  now: number,
): number {
  return Math.max(now, startedAt + pageOffset(page, pagesPerSecond));
}

/**
 * Ms from the first page to another: the rate of one comment's pages grows evenly from nothing to
 * `pagesPerSecond` within a minute and stays there.
 */
export function pageOffset(page: number, pagesPerSecond: number): number {
  const before = page - 1;
  const rampPages = (pagesPerSecond * RAMP_SECONDS) / 2;
  const seconds =
    before <= rampPages
      ? Math.sqrt((2 * RAMP_SECONDS * before) / pagesPerSecond)
      : RAMP_SECONDS + (before - rampPages) / pagesPerSecond;
  return Math.round(seconds * 1000);
}
