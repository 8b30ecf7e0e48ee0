import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type QuietHours, quietUntil } from '../../../functions/src/audience/quiet-hours.ts';

const MINUTE = 60_000;
const isQuiet = (at: number, hours: QuietHours) => quietUntil(at, hours) !== undefined;
const WEEK = 7 * 24 * 60 * MINUTE;
const MINUTES_A_DAY = 1440;
const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2028, 0, 1);
/** Milliseconds before and after a change. It is more than the hours that a change repeats or skips. */
const AROUND = 3 * 60 * MINUTE;
const ZONES = Intl.supportedValuesOf('timeZone');

interface Change {
  /** The first minute of the new offset. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

describe('quiet hours', () => {
  it('agree with a check of each minute around every change of a clock in 2026 and 2027', () => {
    let zones = 0;
    const walked = new Set<string>();
    for (const timeZone of ZONES) {
      const changes = changesOf(timeZone);
      if (changes.length > 0) zones++;
      for (const change of changes) {
        const key = JSON.stringify(change);
        if (!walked.has(key)) walk(timeZone, change);
        walked.add(key);
      }
    }
    assert.ok(zones > 100, `${zones} zones`);
  });

  it('agree with the offset of any zone at any time, for any hours', () => {
    const anyMinute = fc.integer({ min: 0, max: MINUTES_A_DAY - 1 });
    fc.assert(
      fc.property(
        ...[fc.constantFrom(...ZONES), fc.integer({ min: FROM, max: TO }), anyMinute, anyMinute],
        (timeZone, at, startMinute, endMinute) => {
          const clock = minuteOfDay(at / MINUTE + offsetReader(timeZone)(at));
          const expected = quietMinutes(startMinute, endMinute)[Math.floor(clock)];
          assert.equal(isQuiet(at, { startMinute, endMinute, timeZone }), expected);
        },
      ),
    );
  });
});

describe('the end of quiet hours', () => {
  const end = (time: string, startMinute: number, endMinute: number) =>
    quietUntil(Date.parse(time), { startMinute, endMinute, timeZone: 'Asia/Seoul' });

  it('is the next time that the clock shows the end, today or tomorrow', () => {
    const seven = Date.parse('2026-01-16T07:00:00+09:00');
    assert.equal(end('2026-01-15T23:30:20+09:00', 22 * 60, 7 * 60), seven);
    assert.equal(end('2026-01-16T06:59:59+09:00', 22 * 60, 7 * 60), seven);
    assert.equal(end('2026-01-16T00:00:00+09:00', 0, 7 * 60), seven);
    assert.equal(end('2026-01-16T07:00:00+09:00', 22 * 60, 7 * 60), undefined);
  });

  it('is right after a change of the clock, and an hour later if the change skips it', () => {
    const inBerlin = (time: string, endMinute: number) =>
      quietUntil(Date.parse(time), { startMinute: 22 * 60, endMinute, timeZone: 'Europe/Berlin' });
    for (const [from, endMinute, until] of [
      ['2026-10-24T23:30:00+02:00', 7 * 60, '2026-10-25T07:00:00+01:00'],
      ['2026-10-25T02:45:00+02:00', 7 * 60, '2026-10-25T07:00:00+01:00'],
      ['2026-03-28T23:30:00+01:00', 7 * 60, '2026-03-29T07:00:00+02:00'],
      ['2026-03-28T23:30:00+01:00', 2 * 60 + 30, '2026-03-29T03:30:00+02:00'],
    ] as const) {
      assert.equal(inBerlin(from, endMinute), Date.parse(until), from);
    }
  });

  it('is by the clock of the hours, else of the device, else of UTC', () => {
    const at = Date.parse('2026-01-15T00:16Z');
    const nine = { startMinute: 9 * 60, endMinute: 10 * 60 };
    const midnight = { startMinute: 0, endMinute: 60 };
    assert.ok(quietUntil(at, { ...nine, timeZone: 'Asia/Seoul' }, 'UTC'));
    assert.ok(quietUntil(at, nine, 'Asia/Seoul'));
    assert.ok(quietUntil(at, midnight));
  });

  it('does not exist in an unknown zone, because they never begin there', () => {
    for (const [startMinute, endMinute] of [
      [0, MINUTES_A_DAY - 1],
      [1, 0],
    ] as const) {
      // A different zone each time, because clocks are cached.
      const hours = { startMinute, endMinute, timeZone: `Mars/${randomUUID()}` };
      assert.equal(quietUntil(FROM + 5 * MINUTE, hours), undefined);
    }
  });
});

/**
 * Compares `quietUntil` with a check of each minute, for hours from 10 minutes before the change to
 * 90 minutes after it.
 */
function walk(timeZone: string, { at, before, after }: Change): void {
  const startMinute = minuteOfDay(at / MINUTE + after - 10);
  const endMinute = minuteOfDay(startMinute + 100);
  const quiet = quietMinutes(startMinute, endMinute);
  let end: number | undefined;
  for (let now = at + AROUND; now >= at - AROUND; now -= MINUTE) {
    if (!quiet[minuteOfDay(now / MINUTE + (now < at ? before : after))]) end = undefined;
    else end ??= now + MINUTE;
    const until = quietUntil(now, { startMinute, endMinute, timeZone });
    if (until !== end) {
      const [found, expected] = [until, end].map((each) => each && new Date(each).toISOString());
      assert.fail(`${timeZone} at ${new Date(now).toISOString()}: ${found}, not ${expected}`);
    }
  }
}

/** Returns for each minute of the day whether it is quiet, by a count from the start to the end. */
function quietMinutes(startMinute: number, endMinute: number): boolean[] {
  const quiet = new Array<boolean>(MINUTES_A_DAY).fill(false);
  for (let at = startMinute; at !== endMinute; at = minuteOfDay(at + 1)) quiet[at] = true;
  return quiet;
}

function changesOf(timeZone: string): Change[] {
  const offsetAt = offsetReader(timeZone);
  const changes: Change[] = [];
  for (let week = FROM; week < TO; week += WEEK) {
    const before = offsetAt(week);
    const after = offsetAt(week + WEEK);
    if (before === after) continue;
    let [old, at] = [week, week + WEEK];
    while (at - old > MINUTE) {
      const middle = old + Math.floor((at - old) / MINUTE / 2) * MINUTE;
      if (offsetAt(middle) === before) old = middle;
      else at = middle;
    }
    changes.push({ at, before, after });
  }
  return changes;
}

/** Returns how many minutes the zone is ahead of UTC, from the name of its offset. */
function offsetReader(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (at) => {
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/u.exec(format.format(at)) ?? [];
    return sign === undefined ? 0 : Number(`${sign}1`) * (60 * Number(hours) + Number(minutes));
  };
}

function minuteOfDay(minutes: number): number {
  return ((minutes % MINUTES_A_DAY) + MINUTES_A_DAY) % MINUTES_A_DAY;
}
