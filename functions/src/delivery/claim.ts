import type { AppEvent, Named, TooEarly } from '../events/app-event.ts';
import type { Skip } from '../events/event-definition.ts';
import type { Push } from '../fcm/message.ts';
import type { MaybeRecorded, Page } from './page.ts';
import type { DeliveryLimits, DeliveryRecord, Pending } from './record.ts';

export interface Claim {
  /** The record, to be written before anything is sent. */
  readonly record: DeliveryRecord;
  /** The users whom the event names, on any page. */
  readonly named: readonly Named[];
  /** The followers of this page who still follow. */
  readonly followers: readonly string[];
  /** The devices to send to, if the record has them already. */
  readonly due: readonly Pending[];
  /** When the pushes of this page expire. */
  readonly expiresAt: number;
  /** The next page, if it must still be enqueued. */
  readonly next: Page | undefined;
}

/** No request starts in the last 15 s of a lease: FCM's answers must still be written. */
const NO_REQUEST_MS = 15_000;

/**
 * Claims a page, for a new record or an existing one, and fixes its audience for good. Instead, the
 * record is skipped if there is nobody to send to, or it waits if it is too early.
 *
 * @param size maximum number of followers on a new page
 */
export function claimPage(
  page: MaybeRecorded,
  event: AppEvent | TooEarly | Skip,
  size: number,
  now: number,
  limits: DeliveryLimits,
): Claim {
  const before: Omit<DeliveryRecord, 'state'> = {
    attempt: 0,
    leaseExpireTime: now,
    counts: {},
    ...page,
    nextAttemptAt: undefined,
    skipped: undefined,
  };
  const nothingToSend = { named: [], followers: [], due: [], expiresAt: now, next: undefined };
  if ('notBefore' in event) {
    const { notBefore } = event;
    const times = { startedAt: notBefore, notBefore, nextAttemptAt: notBefore };
    return { ...nothingToSend, record: { ...before, ...times, state: 'waiting' } };
  }
  if ('skip' in event) return { ...nothingToSend, record: skipRecord(before, event.skip) };

  const found = event.followers?.uids ?? [];
  const { event: ref, page: number, startedAt, notBefore, attempt, named = event.named } = before;
  const isFixed = attempt > 0;
  if (!isFixed && found.length === 0 && (named.length === 0 || number > 1)) {
    return { ...nothingToSend, record: skipRecord(before, 'concerns nobody') };
  }
  const followers = isFixed ? found : found.slice(0, size);
  const { authorId } = event.notification;
  const upTo = followers.at(-1);
  const more = followers.length < found.length || undefined;
  const record: DeliveryRecord = {
    ...before,
    ...(!isFixed && { named, authorId, upTo, more }),
    state: 'sending',
    attempt: attempt + 1,
    leaseExpireTime: now + limits.leaseMs,
  };
  const due = pendingDue(before.pending ?? [], now);
  return {
    record,
    named,
    followers,
    due,
    expiresAt: Math.max(
      Math.max(ref.at, notBefore ?? 0) + limits.maxAgeMs,
      ...due.map((each) => each.expiresAt),
    ),
    next: record.more && {
      event: ref,
      page: number + 1,
      startedAt,
      notBefore,
      named,
      after: record.upTo,
    },
  };
}

/** Returns the record of a page without recipients. */
function skipRecord(before: Omit<DeliveryRecord, 'state'>, why: string): DeliveryRecord {
  const { pending = [], counts, attempt } = before;
  const withdrawn = (counts.withdrawn ?? 0) + pending.length;
  // After a claim, some users may have got the push already. The run that claimed it may still send:
  // by the number of the attempt, it finds out that this one has ended the record.
  const wasClaimed = attempt > 0;
  return {
    ...before,
    state: wasClaimed ? 'done' : 'skipped',
    attempt: wasClaimed ? attempt + 1 : 0,
    skipped: why,
    ...(pending.length > 0 && { pending: [], counts: { ...counts, withdrawn } }),
  };
}

/** Returns a pending device for each push that the first attempt has composed. */
export function pendingFor(pushes: readonly Push[], now: number, expiresAt: number): Pending[] {
  return pushes.map(({ uid, deviceId, reason }) => ({
    uid,
    deviceId,
    reason,
    requests: 0,
    dueAt: now,
    expiresAt,
  }));
}

/** Returns the devices whose request is due. */
export function pendingDue(pending: readonly Pending[], now: number): Pending[] {
  return pending.filter(({ dueAt }) => dueAt <= now);
}

/** Returns until when an attempt may start requests to FCM. */
export function sendUntil(
  { leaseExpireTime }: DeliveryRecord,
  { leaseMs }: Pick<DeliveryLimits, 'leaseMs'>,
): number {
  return leaseExpireTime - Math.min(NO_REQUEST_MS, leaseMs / 2);
}
