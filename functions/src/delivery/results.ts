import type { Push } from '../fcm/message.ts';
import type { Outcome } from '../fcm/outcome.ts';
import { isTemporary } from '../fcm/outcome.ts';
import { RETRY_POLICY, retryDelay } from '../fcm/retry-policy.ts';
import {
  type DeliveryLimits,
  type DeliveryRecord,
  type FinalResult,
  keyOf,
  type Pending,
} from './record.ts';

/** A person is unreached if none of their devices' pushes ended in one of these. */
const PERSON_IS_DONE: ReadonlySet<FinalResult> = new Set(['delivered', 'withdrawn', 'held']);

/** What an attempt makes of one device's push: FCM's answer, or what followed from it. */
export type Result =
  | Outcome
  | { readonly kind: 'tokenRemoved' | 'withdrawn' | 'held' }
  /** Its person wants it later, ms since the epoch. */
  | { readonly kind: 'postponed'; readonly until: number };

/** The result of a push that FCM need not be asked about; undefined for one that is to be sent. */
export function unsentResult({ held, notBefore = 0 }: Push, now: number): Result | undefined {
  if (held) return { kind: 'held' };
  return notBefore > now ? { kind: 'postponed', until: notBefore } : undefined;
}

/**
 * The record after a round: a device of it without a result had no push any more. What is temporary
 * stays pending, unless it would be too late. The first postponement of a push gives it a new age, a
 * further one does not, so that none is postponed for ever.
 */
export function applyResults(
  record: DeliveryRecord,
  round: readonly Pending[],
  results: ReadonlyMap<string, Result>,
  now: number,
  limits: DeliveryLimits,
  random: () => number,
): DeliveryRecord {
  const counts: Partial<Record<FinalResult, number>> = { ...record.counts };
  const expired = [...(record.expired ?? [])];
  const tried = new Set(round.map(keyOf));
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
    if (Math.max(now, each.dueAt) < each.expiresAt) stays.push(each);
    else end(each, 'expired');
  };
  for (const each of record.pending ?? []) {
    const result = results.get(keyOf(each)) ?? { kind: 'withdrawn' };
    if (!tried.has(keyOf(each))) keep(each);
    else if (result.kind === 'postponed') {
      const expiresAt = each.postponed ? each.expiresAt : result.until + limits.maxAgeMs;
      keep({ ...each, dueAt: result.until, expiresAt, postponed: true });
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

/** Who was not reached on any device, once nothing is pending. */
export function unreachedIn({ pending = [], unreached = [] }: DeliveryRecord): readonly string[] {
  return pending.length === 0 ? unreached : [];
}

/** The record of an attempt that goes on: under a lease that begins anew. */
export function renewLease(
  record: DeliveryRecord,
  now: number,
  { leaseMs }: Pick<DeliveryLimits, 'leaseMs'>,
): DeliveryRecord {
  return { ...record, leaseExpireTime: now + leaseMs };
}

/**
 * The record as an attempt leaves it: done, or waiting for the first devices that fall due. None is
 * sent to before its time, which FCM may have asked for.
 */
export function endAttempt(record: DeliveryRecord): DeliveryRecord {
  const times = (record.pending ?? []).map((each) => each.dueAt);
  if (times.length === 0) return { ...record, state: 'done' };
  const first = Math.min(...times);
  const nextAttemptAt = Math.max(
    ...times.filter((time) => time <= first + RETRY_POLICY.push.gatherMs),
  );
  return { ...record, state: 'waiting', nextAttemptAt };
}

/**
 * The record with its expired pushes pending again, as if their time began now; undefined where there
 * are none, or where an attempt is under way, which must not lose what it has sent. Written over the
 * version that was read, so of two replays at once one happens.
 */
export function replay(
  record: DeliveryRecord,
  now: number,
  { maxAgeMs }: Pick<DeliveryLimits, 'maxAgeMs'>,
): DeliveryRecord | undefined {
  const { expired = [], pending = [], unreached = [], state, attempt } = record;
  if (expired.length === 0 || state === 'sending') return undefined;
  // Whoever expired and is not unreached was reached on another device, or reported already.
  const undone = new Set(unreached);
  for (const { uid, personDone } of pending) if (!personDone) undone.add(uid);
  const again = expired.map(
    (each): Pending => ({
      ...each,
      requests: 0,
      dueAt: now,
      expiresAt: now + maxAgeMs,
      ...(!undone.has(each.uid) && { personDone: true }),
    }),
  );
  const replayed = new Set(again.map(({ uid }) => uid));
  const { expired: _, ...counts } = record.counts;
  return endAttempt({
    ...record,
    notBefore: now,
    attempt: attempt + 1,
    pending: [...pending, ...again],
    counts,
    expired: [],
    ...(unreached.length > 0 && { unreached: unreached.filter((uid) => !replayed.has(uid)) }),
  });
}
