/** A daily span of wall-clock time: from `startMinute` on, up to but without `endMinute`. */
export interface QuietHours {
  /** Minute of the day, 0–1439. */
  readonly startMinute: number;
  /** Minute of the day, 0–1439. Before `startMinute` the span runs over midnight. */
  readonly endMinute: number;
  /** IANA name. */
  readonly timeZone?: string;
  /** Pushes wait for the end of the hours instead of arriving without a sound. */
  readonly hold?: true;
}

const MINUTE_MS = 60_000;
const MINUTES_A_DAY = 24 * 60;

/** There are about 600 names of zones; other spellings of them must not pile up in memory. */
const MAX_CACHED_ZONES = 1000;

const clocks = new Map<string, Intl.DateTimeFormat | undefined>();

/**
 * When the quiet hours that `at` lies in are over, or undefined where it lies in none; both in
 * milliseconds since the epoch. The clock is that of the hours' own zone, else the device's, else
 * UTC. Equal start and end are no quiet hours, and in a zone that `Intl` does not know it is never
 * quiet. An end that the clock skips, as at the beginning of summer time, is an hour later.
 */
export function quietUntil(
  at: number,
  hours: QuietHours,
  deviceTimeZone?: string,
): number | undefined {
  const { startMinute: start, endMinute: end } = hours;
  const zone = hours.timeZone ?? deviceTimeZone ?? 'UTC';
  const minute = minuteOfDay(at, zone);
  const isQuiet = start <= end ? start <= minute && minute < end : start <= minute || minute < end;
  if (!isQuiet) return undefined;
  const minutesLeft = (end - minute + MINUTES_A_DAY) % MINUTES_A_DAY;
  let until = (Math.floor(at / MINUTE_MS) + minutesLeft) * MINUTE_MS;
  // Where the clock changes before, it shows another time then; and where it skips the end, once more.
  for (let corrections = 0; corrections < 2; corrections += 1) {
    const early = (end - minuteOfDay(until, zone) + 1.5 * MINUTES_A_DAY) % MINUTES_A_DAY;
    until += (early - MINUTES_A_DAY / 2) * MINUTE_MS;
  }
  return until;
}

/** NaN, which lies in no hours, in a zone that `Intl` does not know. */
function minuteOfDay(at: number, timeZone: string): number {
  const [hour, minute] = clockOf(timeZone)?.format(at).split(':') ?? [];
  return 60 * Number(hour) + Number(minute);
}

function clockOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!clocks.has(timeZone)) {
    if (clocks.size >= MAX_CACHED_ZONES) clocks.clear();
    clocks.set(timeZone, makeClock(timeZone));
  }
  return clocks.get(timeZone);
}

function makeClock(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
    });
  } catch {
    return undefined;
  }
}
