import type { Push } from '../fcm/message.ts';
import { isTemporary, type Outcome } from '../fcm/outcome.ts';
import { RETRY_POLICY, retryDelay } from '../fcm/retry-policy.ts';
import {
  type DeliveryLimits,
  type DeliveryRecord,
  type FinalResult,
  keyOf,
  type Pending,
} from './record.ts';

/** A user is unreached if the push to none of their devices ended in one of these. */
const PERSON_IS_DONE: ReadonlySet<FinalResult> = new Set(['delivered', 'withdrawn', 'held']);

/** The result of one device's push: FCM's answer, or what followed from it. */
export type Result =
  | Outcome
  | { readonly kind: 'tokenRemoved' | 'withdrawn' | 'held' }
  /** The user wants it later. Milliseconds since the epoch. */
  | { readonly kind: 'postponed'; readonly until: number };

/** Returns the result of a push that need not be sent, or undefined if it must be sent. */
export function unsentResult({ held, notBefore = 0 }: Push, now: number): Result | undefined {
  if (held) return { kind: 'held' };
  return notBefore > now ? { kind: 'postponed', until: notBefore } : undefined;
}

/**
 * Returns the record after a round. A device of the round without a result had no push any more. A
 * temporary result stays pending, unless it would expire first. Only the first postponement of a
 * push extends its age, so that it cannot be postponed forever.
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
  const inRound = new Set(round.map(keyOf));
  const stillPending: Pending[] = [];
  const done = new Set<string>();
  const missed = new Set<string>();

  const finish = (each: Pending, result: FinalResult): void => {
    counts[result] = (counts[result] ?? 0) + 1;
    const { uid, deviceId, reason } = each;
    if (result === 'expired') expired.push({ uid, deviceId, reason });
    (each.personDone || PERSON_IS_DONE.has(result) ? done : missed).add(uid);
  };
  const keepPending = (each: Pending): void => {
    if (Math.max(now, each.dueAt) < each.expiresAt) stillPending.push(each);
    else finish(each, 'expired');
  };
  for (const each of record.pending ?? []) {
    const result = results.get(keyOf(each)) ?? { kind: 'withdrawn' };
    if (!inRound.has(keyOf(each))) keepPending(each);
    else if (result.kind === 'postponed') {
      const expiresAt = each.postponed ? each.expiresAt : result.until + limits.maxAgeMs;
      keepPending({ ...each, dueAt: result.until, expiresAt, postponed: true });
    } else if (isTemporary(result)) {
      const requests = each.requests + ('unasked' in result ? 0 : 1);
      const dueAt = now + retryDelay(result, requests, limits, random);
      keepPending({ ...each, requests, dueAt, lastCode: result.code });
    } else finish(each, result.kind);
  }

  const pending = stillPending.map((each) =>
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

/** Returns the users whom no device reached, if nothing is pending. */
export function unreachedIn({ pending = [], unreached = [] }: DeliveryRecord): readonly string[] {
  return pending.length === 0 ? unreached : [];
}

/** Returns the record of an attempt that continues, with a new lease. */
export function renewLease(
  record: DeliveryRecord,
  now: number,
  { leaseMs }: Pick<DeliveryLimits, 'leaseMs'>,
): DeliveryRecord {
  return { ...record, leaseExpireTime: now + leaseMs };
}

/**
 * Returns the record at the end of an attempt: done, or waiting until the first devices are due.
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
 * Returns the record with its expired pushes pending again, as if they were new. Returns undefined
 * if there are none, or if an attempt is running, whose results must not be lost. The caller must
 * write it over the version that it read, so that only one of two concurrent replays succeeds.
 */
export function replay(
  record: DeliveryRecord,
  now: number,
  { maxAgeMs }: Pick<DeliveryLimits, 'maxAgeMs'>,
): DeliveryRecord | undefined {
  const { expired = [], pending = [], unreached = [], state, attempt } = record;
  if (expired.length === 0 || state === 'sending') return undefined;
  // A user who is not in `unreached` was reached on another device, or was reported.
  const unreachedUsers = new Set(unreached);
  for (const { uid, personDone } of pending) if (!personDone) unreachedUsers.add(uid);
  const again = expired.map(
    (each): Pending => ({
      ...each,
      requests: 0,
      dueAt: now,
      expiresAt: now + maxAgeMs,
      ...(!unreachedUsers.has(each.uid) && { personDone: true }),
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
