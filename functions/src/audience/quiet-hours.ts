/** A daily span of wall-clock time, from `startMinute` up to but not including `endMinute`. */
export interface QuietHours {
  readonly startMinute: number;
  /** Minute of the day, 0–1439. If it is before `startMinute`, the span crosses midnight. */
  readonly endMinute: number;
  /** IANA name. */
  readonly timeZone?: string | undefined;
}

const MINUTE_MS = 60_000;
const MINUTES_A_DAY = 24 * 60;

/** There are about 600 names of zones. The rest is for other spellings, such as lower case. */
const MAX_CACHED_ZONES = 1000;

/** Returns the minute of the day at a time in milliseconds. */
type Clock = (at: number) => number;

/** By time zone, because making one is slow. */
const clocks = new Map<string, Clock>();

/**
 * Returns when the quiet hours at the time `at` end, or undefined if `at` is not in quiet hours.
 * Both are in milliseconds since the epoch. Uses the time zone of the hours, else of the device,
 * else UTC. Equal start and end mean no quiet hours, and so does a time zone that `Intl` does not
 * know. If the end does not exist on that day, as when summer time begins, it is an hour later.
 *
 * @example
 * const hours = { startMinute: 22 * 60, endMinute: 7 * 60 };
 * quietUntil(Date.parse('2026-01-01T23:00Z'), hours); // 2026-01-02T07:00Z in milliseconds
 */
export function quietUntil(
  at: number,
  hours: QuietHours,
  deviceTimeZone?: string,
): number | undefined {
  const { startMinute: start, endMinute: end } = hours;
  const zone = hours.timeZone ?? deviceTimeZone ?? 'UTC';
  const clock = clocks.get(zone) ?? addClock(zone);
  const minute = clock(at);
  const isQuiet = start <= end ? start <= minute && minute < end : start <= minute || minute < end;
  if (!isQuiet) return undefined;
  const minutesLeft = (end - minute + MINUTES_A_DAY) % MINUTES_A_DAY;
  let until = (Math.floor(at / MINUTE_MS) + minutesLeft) * MINUTE_MS;
  // Corrects a change of the clock before the end, and again if the new guess is skipped too.
  for (let corrections = 0; corrections < 2; corrections += 1) {
    const early = (end - clock(until) + 1.5 * MINUTES_A_DAY) % MINUTES_A_DAY;
    until += (early - MINUTES_A_DAY / 2) * MINUTE_MS;
  }
  return until;
}

function addClock(timeZone: string): Clock {
  if (clocks.size >= MAX_CACHED_ZONES) clocks.clear();
  const clock = makeClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}

function makeClock(timeZone: string): Clock {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
    });
    return (at) => {
      const [hour, minute] = format.format(at).split(':');
      return 60 * Number(hour) + Number(minute);
    };
  } catch {
    // A time zone that Intl does not know. No minute of it is in any span.
    return () => Number.NaN;
  }
}
