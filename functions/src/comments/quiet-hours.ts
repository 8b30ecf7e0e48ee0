/** A daily span of wall-clock time: from `startMinute` on, up to but without `endMinute`. */
export interface QuietHours {
  /** Minute of the day, 0–1439. */
  readonly startMinute: number;
  /** Minute of the day, 0–1439. Before `startMinute` the span runs over midnight. */
  readonly endMinute: number;
  /** IANA name. */
  readonly timeZone?: string;
}

/** There are about 600 names of zones; other spellings of them must not pile up in memory. */
const MAX_CACHED_ZONES = 1000;

const clocks = new Map<string, Intl.DateTimeFormat | undefined>();

/**
 * Whether the wall clock stands within the quiet hours at `at` (milliseconds since the epoch).
 * The clock is that of the hours' own zone, else the device's, else UTC. Equal start and end are
 * no quiet hours, and in a zone that `Intl` does not know it is never quiet.
 */
export function isQuiet(at: number, hours: QuietHours, deviceTimeZone?: string): boolean {
  const { startMinute: start, endMinute: end } = hours;
  const minute = minuteOfDay(at, hours.timeZone ?? deviceTimeZone ?? 'UTC');
  if (minute === undefined) return false;
  return start <= end ? start <= minute && minute < end : start <= minute || minute < end;
}

function minuteOfDay(at: number, timeZone: string): number | undefined {
  const [hour, minute] = clockOf(timeZone)?.format(at).split(':') ?? [];
  return hour === undefined || minute === undefined
    ? undefined
    : 60 * Number(hour) + Number(minute);
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
