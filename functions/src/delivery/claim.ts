import type { AppEvent, TooEarly } from '../events/app-event.ts';
import type { Skip } from '../events/event-definition.ts';
import { type Composed, isPush } from '../fcm/message.ts';
import type { Audience, Page } from './page.ts';
import type { DeliveryLimits, DeliveryRecord, Pending } from './record.ts';

/** What a run of a page begins with, and what it has to do. */
export interface Claim {
  /** As it is to be written before anything is done. */
  readonly record: DeliveryRecord;
  /** The page's followers who follow now. */
  readonly followers: readonly string[];
  /** The devices to send to, where the record knows them. */
  readonly due: Pending[];
  /** When its pushes are given up, ms since the epoch. */
  readonly expiresAt: number;
  /** The next page, where it is still to be asked for. */
  readonly next: Page | undefined;
}

/**
 * Before its lease ends, an attempt must have begun its last request by so long, ms: FCM may take 10 s
 * to answer, the answers must be written down, and clocks differ by a second.
 */
const LAST_REQUEST_MS = 15_000;

/**
 * Claims a page, over the record that was found or as a new one, and fixes for whom it is, once and for
 * all. A page of which nobody hears, or nobody any more, or not yet, is left alone instead.
 *
 * @param size the most followers that a new page takes of those that were read
 */
export function claimPage(
  page: Page | DeliveryRecord,
  event: AppEvent | TooEarly | Skip,
  size: number,
  now: number,
  limits: DeliveryLimits,
): Claim {
  const before: DeliveryRecord =
    'state' in page
      ? { ...page, nextAttemptAt: undefined, skipped: undefined }
      : { ...page, state: 'waiting', attempt: 0, leaseExpireTime: now, counts: {} };
  const none = { followers: [], due: [], expiresAt: now, next: undefined };
  if ('notBefore' in event) {
    const { notBefore } = event;
    const times = { startedAt: notBefore, notBefore, nextAttemptAt: notBefore };
    return { ...none, record: { ...before, ...times, state: 'waiting' } };
  }
  if ('skip' in event) return { ...none, record: skip(before, event.skip) };

  const found = event.followers?.uids ?? [];
  const { page: number, named = event.named } = before;
  const isFixed = before.attempt > 0;
  if (!isFixed && found.length === 0 && (named.length === 0 || number > 1)) {
    return { ...none, record: skip(before, 'concerns nobody') };
  }
  const followers = isFixed ? found : found.slice(0, size);
  const audience: Audience = isFixed
    ? { authorId: before.authorId, named, upTo: before.upTo, more: before.more }
    : {
        authorId: event.notification.authorId,
        named,
        upTo: followers.at(-1),
        more: followers.length < found.length || undefined,
      };
  const due = pendingDue(before, now);
  const { event: ref, startedAt, notBefore = 0, attempt } = before;
  return {
    record: {
      ...before,
      ...audience,
      state: 'sending',
      attempt: attempt + 1,
      leaseExpireTime: now + limits.leaseMs,
    },
    followers,
    due,
    expiresAt: Math.max(
      Math.max(ref.at, notBefore) + limits.maxAgeMs,
      ...due.map((each) => each.expiresAt),
    ),
    next: audience.more && {
      ...{ event: ref, page: number + 1, startedAt, notBefore: before.notBefore },
      ...{ named, after: audience.upTo },
    },
  };
}

/** The record of a page of which nobody hears, or nobody any more. */
function skip(before: DeliveryRecord, why: string): DeliveryRecord {
  const { pending = [], counts, attempt } = before;
  const withdrawn = (counts.withdrawn ?? 0) + pending.length;
  return {
    ...before,
    // Once it has been claimed, somebody may have heard already.
    state: attempt === 0 ? 'skipped' : 'done',
    skipped: why,
    ...(pending.length > 0 && { pending: [], counts: { ...counts, withdrawn } }),
  };
}

/** The record with everybody pending whom its first attempt has composed for. */
export function fixPending(
  record: DeliveryRecord,
  composed: Composed,
  expiresAt: number,
  now: number,
): DeliveryRecord {
  const pending = composed.filter(isPush).map(({ uid, deviceId, reason }) => ({
    ...{ uid, deviceId, reason },
    ...{ requests: 0, dueAt: now, expiresAt },
  }));
  const unreached = composed.filter((each) => !isPush(each)).map(({ uid }) => uid);
  return { ...record, pending, ...(unreached.length > 0 && { unreached }) };
}

/** The devices to send to now. */
export function pendingDue({ pending = [] }: DeliveryRecord, now: number): Pending[] {
  return pending.filter(({ dueAt, expiresAt }) => dueAt <= now && now < expiresAt);
}

/** Until when an attempt may begin requests to FCM, ms since the epoch. */
export function sendUntil(
  { leaseExpireTime }: DeliveryRecord,
  { leaseMs }: Pick<DeliveryLimits, 'leaseMs'>,
): number {
  return leaseExpireTime - Math.min(LAST_REQUEST_MS, leaseMs / 2);
}
