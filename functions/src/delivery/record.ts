import type { Composed } from '../fcm/message.ts';
import { isPush } from '../fcm/message.ts';
import type { Outcome } from '../fcm/outcome.ts';
import { isTemporary } from '../fcm/outcome.ts';
import { RETRY_POLICY, type RetryFloors, retryDelay } from '../fcm/retry-policy.ts';

/** A device that is to have its push, or was. */
interface Addressee {
  readonly uid: string;
  readonly deviceId: string;
  readonly reason: string;
}

/** A device whose push has not ended yet. */
export interface Pending extends Addressee {
  /** Requests made to FCM so far. */
  readonly requests: number;
  /** Not to be sent before, ms since the epoch. */
  readonly dueAt: number;
  /** Where its push was first postponed: until when, ms since the epoch. Its age counts from here. */
  readonly notBefore?: number;
  /** The code of FCM's last answer. */
  readonly lastCode?: string;
  /** Its person has had the push on another device, or is known to be unreached. */
  readonly personDone?: true;
}

/**
 * How a device's push ends: the keys of `counts`. `withdrawn`: the device, its user or what the push
 * is about was gone by then; `held`: its sender had been too eager.
 */
export const FINAL_RESULTS = [
  'delivered',
  'unregistered',
  'tokenRemoved',
  'tokenRefused',
  'apnsRefused',
  'messageRefused',
  'senderMismatch',
  'expired',
  'withdrawn',
  'held',
] as const;
type FinalResult = (typeof FINAL_RESULTS)[number];

/** A person is unreached if none of their devices' pushes ended in one of these. */
const PERSON_IS_DONE: ReadonlySet<FinalResult> = new Set(['delivered', 'withdrawn', 'held']);

/** What an attempt makes of one device's push: FCM's answer, or what followed from it. */
export type Result =
  | Outcome
  | { readonly kind: 'tokenRemoved' | 'withdrawn' | 'held' }
  /** Its person wants it later, ms since the epoch. */
  | { readonly kind: 'postponed'; readonly until: number };

/**
 * What is known about one delivery. `sending` under a lease that has not expired means that an
 * attempt is under way; `waiting` that a task will come at `nextAttemptAt`; `done` that nothing is
 * pending.
 */
export interface DeliveryRecord {
  /** What the push is about, for the operator and for composing it anew. Strings only. */
  readonly about: Readonly<Record<string, string>>;
  readonly state: 'sending' | 'waiting' | 'done';
  /** When the thing happened that the push tells of, ms since the epoch. */
  readonly createdAt: number;
  /** Where it may be sent only later, or was replayed: from when its age counts, ms since the epoch. */
  readonly notBefore?: number;
  /** How many attempts and replays have claimed this record: also names the next task. */
  readonly attempt: number;
  readonly leaseExpireTime: number;
  readonly nextAttemptAt?: number;
  /** Absent until somebody has composed for everybody and written down who they are. */
  readonly pending?: readonly Pending[];
  readonly counts: Readonly<Partial<Record<FinalResult, number>>>;
  /** Who `counts.expired` are, where there were any: a replay makes them pending again. */
  readonly expired?: readonly Addressee[];
  /** People of whom no device could be told, and whom `onUnreached` has not been called for. */
  readonly unreached?: readonly string[];
}

export interface DeliveryLimits extends RetryFloors {
  /** A push older than this is given up, ms. */
  readonly maxAgeMs: number;
  /** As long as an attempt can live: the functions' time-out, ms. */
  readonly leaseMs: number;
}

export const keyOf = (each: { readonly uid: string; readonly deviceId: string }): string =>
  `${each.uid}/${each.deviceId}`;

type Begun = Pick<DeliveryRecord, 'about' | 'createdAt' | 'notBefore'>;

/** The record as the first attempt claims it, before it is known who is pending. */
export function open(begun: Begun, now: number, { leaseMs }: DeliveryLimits): DeliveryRecord {
  return { ...begun, state: 'sending', attempt: 1, leaseExpireTime: now + leaseMs, counts: {} };
}

/** The record of a delivery whose first attempt is a task's, at `notBefore`. */
export function postpone(begun: Begun & { readonly notBefore: number }): DeliveryRecord {
  const { notBefore } = begun;
  const waiting = { state: 'waiting' as const, nextAttemptAt: notBefore };
  return { ...begun, ...waiting, attempt: 0, leaseExpireTime: begun.createdAt, counts: {} };
}

/** The record with everybody pending whom it was composed for, if it does not name them already. */
export function address(record: DeliveryRecord, composed: Composed, now: number): DeliveryRecord {
  if (record.pending !== undefined) return record;
  const pending = composed.filter(isPush).map(({ uid, deviceId, reason }) => ({
    uid,
    deviceId,
    reason,
    requests: 0,
    dueAt: now,
  }));
  const unreached = composed.filter((each) => !isPush(each)).map(({ uid }) => uid);
  return { ...record, pending, ...(unreached.length > 0 && { unreached }) };
}

/** The record of an attempt that could not do its work: free for the next. */
export function release(record: DeliveryRecord, now: number): DeliveryRecord {
  return { ...record, leaseExpireTime: now };
}

export type Next =
  | { readonly step: 'nothing' }
  /** The lease is held: come back when it has expired. */
  | { readonly step: 'busy' }
  | { readonly step: 'wait'; readonly until: number }
  /** Ours, as soon as this is written over the version that was read. */
  | { readonly step: 'claim'; readonly record: DeliveryRecord };

/** What a redelivered event or a retry task finds to do. */
export function next(record: DeliveryRecord, now: number, limits: DeliveryLimits): Next {
  const { state, attempt, nextAttemptAt, leaseExpireTime } = record;
  if (state === 'done') return { step: 'nothing' };
  if (state === 'sending' && now < leaseExpireTime) return { step: 'busy' };
  if (state === 'waiting' && nextAttemptAt !== undefined && now < nextAttemptAt) {
    return { step: 'wait', until: nextAttemptAt };
  }
  const { nextAttemptAt: _, ...rest } = record;
  const claimed = { state: 'sending' as const, attempt: attempt + 1 };
  return { step: 'claim', record: { ...rest, ...claimed, leaseExpireTime: now + limits.leaseMs } };
}

/** When a push is given up, ms since the epoch: one device's, or that of any without its own time. */
function deadlineOf(
  { createdAt, notBefore }: Pick<DeliveryRecord, 'createdAt' | 'notBefore'>,
  { maxAgeMs }: Pick<DeliveryLimits, 'maxAgeMs'>,
  pending?: Pick<Pending, 'notBefore'>,
): number {
  return Math.max(createdAt, notBefore ?? 0, pending?.notBefore ?? 0) + maxAgeMs;
}

/** The devices to send to now. */
export function dueIn(record: DeliveryRecord, now: number, limits: DeliveryLimits): Pending[] {
  return (record.pending ?? []).filter(
    (each) => each.dueAt <= now && now < deadlineOf(record, limits, each),
  );
}

/**
 * The record after an attempt to reach these devices. What is temporary stays pending, unless it
 * would be too late. The first postponement of a push gives it a new age, a further one does not,
 * so that none is postponed for ever.
 */
export function settle(
  record: DeliveryRecord,
  results: ReadonlyMap<string, Result>,
  now: number,
  limits: DeliveryLimits,
  random: () => number = Math.random,
): DeliveryRecord {
  const counts: Partial<Record<FinalResult, number>> = { ...record.counts };
  const expired = [...(record.expired ?? [])];
  const stays: Pending[] = [];
  const done = new Set<string>();
  const missed = new Set<string>();

  const end = (each: Pending, result: FinalResult): void => {
    counts[result] = (counts[result] ?? 0) + 1;
    const { uid, deviceId, reason } = each;
    if (result === 'expired') expired.push({ uid, deviceId, reason });
    (each.personDone || PERSON_IS_DONE.has(result) ? done : missed).add(uid);
  };
  const keep = (each: Pending): void => {
    if (Math.max(now, each.dueAt) < deadlineOf(record, limits, each)) stays.push(each);
    else end(each, 'expired');
  };
  for (const each of record.pending ?? []) {
    const result = results.get(keyOf(each));
    if (result === undefined) keep(each);
    else if (result.kind === 'postponed') {
      keep({ ...each, dueAt: result.until, notBefore: each.notBefore ?? result.until });
    } else if (isTemporary(result)) {
      const requests = each.requests + ('unasked' in result ? 0 : 1);
      const dueAt = now + retryDelay(result, requests, limits, random);
      keep({ ...each, requests, dueAt, lastCode: result.code });
    } else end(each, result.kind);
  }

  const pending = stays.map((each) =>
    done.has(each.uid) ? { ...each, personDone: true as const } : each,
  );
  const open = new Set([...done, ...pending.map(({ uid }) => uid)]);
  const unreached = [...(record.unreached ?? []), ...[...missed].filter((uid) => !open.has(uid))];
  return {
    ...record,
    pending,
    counts,
    ...(expired.length > 0 && { expired }),
    ...(unreached.length > 0 && { unreached }),
  };
}

/**
 * The record as an attempt leaves it: done, or waiting for the first devices that fall due. None is
 * sent to before its time, which FCM may have asked for.
 */
export function close(record: DeliveryRecord): DeliveryRecord {
  const times = (record.pending ?? []).map((each) => each.dueAt);
  if (times.length === 0) return { ...record, state: 'done' };
  const first = Math.min(...times);
  const nextAttemptAt = Math.max(
    ...times.filter((time) => time <= first + RETRY_POLICY.push.gatherMs),
  );
  return { ...record, state: 'waiting', nextAttemptAt };
}
