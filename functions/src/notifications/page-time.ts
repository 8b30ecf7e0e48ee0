/** FCM asks senders to ramp up over a minute instead of starting at full rate, seconds. */
const RAMP_SECONDS = 60;

/**
 * When a page of followers may be sent, ms after the first: the rate of one comment's pages grows
 * evenly from nothing to `pagesPerSecond` within a minute and stays there.
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
