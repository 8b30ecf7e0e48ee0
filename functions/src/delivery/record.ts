import type { Push } from './message.ts';
import type { Outcome } from './outcome.ts';
import { isPassing } from './outcome.ts';
import { type RetryFloors, retryDelay } from './retry-time.ts';

/** A device that is to have its push, or was. */
interface Addressee {
  readonly uid: string;
  readonly deviceId: string;
  readonly reason: string;
}

/** A device that has not had its push yet. */
export interface Owed extends Addressee {
  /** Requests made to FCM so far. */
  readonly tries: number;
  /** Not to be tried before, ms since the epoch. */
  readonly dueAt: number;
  /** The code of what FCM said last. */
  readonly last?: string;
}

/**
 * How a device's push ended. `withdrawn`: the device, its user or the comment was gone by then;
 * `held`: it was not to be sent.
 */
export const ENDINGS = [
  'delivered',
  'unregistered',
  'tokenRemoved',
  'tokenRefused',
  'messageRefused',
  'senderMismatch',
  'expired',
  'withdrawn',
  'held',
] as const;
type Ending = (typeof ENDINGS)[number];

/**
 * What is known about one delivery. `sending` under a lease that has not run out means that
 * somebody is at it; `waiting` that a task will come at `nextAt`; `done` that nothing is owed.
 */
export interface DeliveryRecord {
  /** What the push is about, for the operator and for composing it anew. Strings only. */
  readonly about: Readonly<Record<string, string>>;
  readonly state: 'sending' | 'waiting' | 'done';
  /** When the thing happened that the push tells of, or was replayed, ms since the epoch. */
  readonly bornAt: number;
  /** How many runs and replays have claimed this record: also names the next task. */
  readonly run: number;
  readonly leaseUntil: number;
  readonly nextAt?: number;
  readonly owed: readonly Owed[];
  readonly counts: Readonly<Partial<Record<Ending, number>>>;
  /** Who `counts.expired` are, where there were any: a replay can make them owed again. */
  readonly expired?: readonly Addressee[];
}

/** Time-out of the functions that deliver, and so the shortest lease that no run outlives. */
export const RUN_SECONDS = 60;
/** How long a record can be looked up before a TTL policy deletes it; no push may live longer. */
export const KEPT_SECONDS = 7 * 24 * 60 * 60;

export interface DeliveryLimits extends RetryFloors {
  /** A push older than this is given up, ms. */
  readonly maxAgeMs: number;
  /** As long as a run can live: the functions' time-out, ms. */
  readonly leaseMs: number;
}

/** The first device that falls due waits for those that follow within this, ms: one run for all. */
const GATHERING_MS = 1_500;

export const keyOf = (each: { readonly uid: string; readonly deviceId: string }): string =>
  `${each.uid}/${each.deviceId}`;

/** The record as the first run claims it, before it is known who is owed. */
export function open(
  about: DeliveryRecord['about'],
  bornAt: number,
  now: number,
  limits: DeliveryLimits,
): DeliveryRecord {
  const leaseUntil = now + limits.leaseMs;
  return { about, state: 'sending', bornAt, run: 1, leaseUntil, owed: [], counts: {} };
}

/** True of a claim that has not written down yet who is owed: no run leaves such a record. */
export function isUnaddressed({ state, owed }: DeliveryRecord): boolean {
  return state === 'sending' && owed.length === 0;
}

/** The record with all of them owed, if it has not written down yet who is. */
export function address(
  record: DeliveryRecord,
  pushes: readonly Push[],
  now: number,
): DeliveryRecord {
  if (!isUnaddressed(record)) return record;
  const owed = pushes.map(({ uid, deviceId, reason }) => ({
    uid,
    deviceId,
    reason,
    tries: 0,
    dueAt: now,
  }));
  return { ...record, owed };
}

/** The record of a run that could not find out who is owed: free for the next. */
export function release(record: DeliveryRecord, now: number): DeliveryRecord {
  return { ...record, leaseUntil: now };
}

export type Next =
  | { readonly step: 'nothing' }
  /** The lease is held: come back when it has run out. */
  | { readonly step: 'busy' }
  | { readonly step: 'wait'; readonly until: number }
  /** Ours, as soon as this is written over the version that was read. */
  | { readonly step: 'claim'; readonly record: DeliveryRecord };

/** What a redelivered event or a retry task finds to do. */
export function next(record: DeliveryRecord, now: number, limits: DeliveryLimits): Next {
  if (record.state === 'done') return { step: 'nothing' };
  if (record.state === 'sending' && now < record.leaseUntil) return { step: 'busy' };
  if (record.state === 'waiting' && record.nextAt !== undefined && now < record.nextAt) {
    return { step: 'wait', until: record.nextAt };
  }
  const { nextAt: _, ...rest } = record;
  const claimed = { state: 'sending' as const, run: record.run + 1 };
  return { step: 'claim', record: { ...rest, ...claimed, leaseUntil: now + limits.leaseMs } };
}

/** What a run makes of one device: FCM's answer, or what followed from it. */
export type Verdict = Outcome | { readonly kind: 'tokenRemoved' | 'withdrawn' | 'held' };

/** The record after these devices were tried. What passes stays owed, unless it would be too late. */
export function settle(
  record: DeliveryRecord,
  verdicts: ReadonlyMap<string, Verdict>,
  now: number,
  limits: DeliveryLimits,
  random: () => number = Math.random,
): DeliveryRecord {
  const deadline = record.bornAt + limits.maxAgeMs;
  const counts: Partial<Record<Ending, number>> = { ...record.counts };
  const end = (how: Ending): void => {
    counts[how] = (counts[how] ?? 0) + 1;
  };
  const owed: Owed[] = [];
  const expired = [...(record.expired ?? [])];
  const giveUp = ({ uid, deviceId, reason }: Owed): void => {
    end('expired');
    expired.push({ uid, deviceId, reason });
  };
  for (const each of record.owed) {
    const verdict = verdicts.get(keyOf(each));
    if (verdict === undefined) {
      if (now < deadline) owed.push(each);
      else giveUp(each);
    } else if (isPassing(verdict)) {
      const asked = !('unasked' in verdict);
      const tries = each.tries + (asked ? 1 : 0);
      const dueAt = now + retryDelay(verdict, tries, limits, random);
      if (dueAt < deadline) owed.push({ ...each, tries, dueAt, last: verdict.code });
      else giveUp(each);
    } else {
      end(verdict.kind);
    }
  }
  return { ...record, owed, counts, ...(expired.length > 0 && { expired }) };
}

/**
 * The record as a run leaves it: done, or waiting for the first devices that fall due. None is sent
 * to before its time, which FCM may have asked for.
 */
export function close(record: DeliveryRecord): DeliveryRecord {
  if (record.owed.length === 0) return { ...record, state: 'done' };
  const times = record.owed.map((each) => each.dueAt);
  const first = Math.min(...times);
  const nextAt = Math.max(...times.filter((time) => time <= first + GATHERING_MS));
  return { ...record, state: 'waiting', nextAt };
}
