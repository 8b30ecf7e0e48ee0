import { isTemporary, type Outcome } from '../fcm/outcome.ts';
import { RETRY_POLICY, retryDelay } from '../fcm/retry-policy.ts';
import {
  type DeliveryLimits,
  type DeliveryRecord,
  type FinalResult,
  keyOf,
  type Pending,
} from './record.ts';

/** The result of one device's push: FCM's answer, or what followed from it. */
export type Result =
  | Outcome
  | { readonly kind: 'tokenRemoved' | 'withdrawn' | 'held' }
  /** The user wants it later. Milliseconds since the epoch. */
  | { readonly kind: 'postponed'; readonly until: number };

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
  const pending: Pending[] = [];
  const inRound = new Set(round.map(keyOf));

  const count = (result: FinalResult): void => {
    counts[result] = (counts[result] ?? 0) + 1;
  };
  const keepPending = (each: Pending): void => {
    if (Math.max(now, each.dueAt) < each.expiresAt) {
      pending.push(each);
      return;
    }
    const { uid, deviceId, reason } = each;
    expired.push({ uid, deviceId, reason });
    count('expired');
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
    } else count(result.kind);
  }
  return { ...record, pending, counts, ...(expired.length > 0 && { expired }) };
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
  const { expired = [], pending = [], state, attempt } = record;
  if (expired.length === 0 || state === 'sending') return undefined;
  const times = { dueAt: now, expiresAt: now + maxAgeMs };
  const again = expired.map((each) => ({ ...each, requests: 0, ...times }));
  const { expired: _, ...counts } = record.counts;
  return endAttempt({
    ...record,
    notBefore: now,
    attempt: attempt + 1,
    pending: [...pending, ...again],
    counts,
    expired: [],
  });
}
