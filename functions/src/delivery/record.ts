import type { RetryFloors } from '../fcm/retry-policy.ts';
import type { Audience, Page } from './page.ts';

/** A device that is to have its push, or was. */
export interface Addressee {
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
  /** When it is given up, ms since the epoch. */
  readonly expiresAt: number;
  /** Its person wanted it later, once: from then on its age counted anew. */
  readonly postponed?: true;
  /** The code of FCM's last answer. */
  readonly lastCode?: string;
  /** Its person has had the push on another device, or is known to be unreached. */
  readonly personDone?: true;
}

/**
 * How a device's push ends: the keys of `counts`. `withdrawn`: the device, its user or what the push
 * is about was gone by then, or it was read; `held`: its sender had been too eager.
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
export type FinalResult = (typeof FINAL_RESULTS)[number];

/**
 * What is known about one delivery: one page of an event's audience.
 *
 * - `sending`: an attempt is under way, if its lease has not expired.
 * - `waiting`: a task will come at `nextAttemptAt`.
 * - `done`: nothing is pending.
 * - `skipped`: nobody was to hear. If its document is created again, that is told.
 */
export interface DeliveryRecord extends Page, Partial<Audience> {
  readonly state: 'sending' | 'waiting' | 'done' | 'skipped';
  /** Why nobody hears, or no more. */
  readonly skipped?: string | undefined;
  /** How many attempts and replays have claimed this record. */
  readonly attempt: number;
  /** Until then no other attempt takes the record over, ms since the epoch. */
  readonly leaseExpireTime: number;
  readonly nextAttemptAt?: number | undefined;
  /** Absent until the first round has been sent: until then it is everybody of the audience. */
  readonly pending?: readonly Pending[];
  readonly counts: Readonly<Partial<Record<FinalResult, number>>>;
  /** Who `counts.expired` are, where there were any: a replay makes them pending again. */
  readonly expired?: readonly Addressee[];
  /** People of whom no device could be reached, and whom `onUnreached` has not been called for. */
  readonly unreached?: readonly string[];
}

export interface DeliveryLimits extends RetryFloors {
  /** A push older than this is given up, ms. */
  readonly maxAgeMs: number;
  /** How long a claim holds, ms. */
  readonly leaseMs: number;
  /** Followers of one page: about a second of reading and sending, a hundredth of a task's time-out. */
  readonly pageSize: number;
  /**
   * Requests to FCM between two writes of the record: what a dying process may repeat. A usual event
   * has fewer devices, so it costs two writes: the claim and the closing.
   */
  readonly roundSize: number;
  /**
   * People for whom an instance may send at once before it leaves the followers of an event to the
   * queue: 2,000 with two devices each take 170 of its 256 MB (`npm test` prints it).
   */
  readonly peopleAtOnce: number;
}

export const keyOf = (each: { readonly uid: string; readonly deviceId: string }): string =>
  `${each.uid}/${each.deviceId}`;

export type Step =
  | { readonly do: 'nothing' }
  /** Another attempt is under way, or it is too early: come back then, ms since the epoch. */
  | { readonly do: 'comeBack'; readonly at: number; readonly attempt: number }
  | { readonly do: 'claim' };

/** What a run of a page finds to do. `isEvent`: it comes from an event, not from a record's task. */
export function nextStep(record: DeliveryRecord | undefined, isEvent: boolean, now: number): Step {
  if (record === undefined) return { do: 'claim' };
  const { state, attempt, nextAttemptAt = now, leaseExpireTime } = record;
  if (state === 'done' || (state === 'skipped' && !isEvent)) return { do: 'nothing' };
  const at = state === 'sending' ? leaseExpireTime : nextAttemptAt;
  return now < at ? { do: 'comeBack', at, attempt } : { do: 'claim' };
}

/** The record of an attempt that could not do its work: free for the next. */
export function endLease(record: DeliveryRecord, now: number): DeliveryRecord {
  return { ...record, leaseExpireTime: now };
}
