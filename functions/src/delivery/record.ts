import type { RetryFloors } from '../fcm/retry-policy.ts';
import type { Audience, Page } from './page.ts';

/** A device that gets a push of this delivery. */
export interface Addressee {
  readonly uid: string;
  readonly deviceId: string;
  readonly reason: string;
}

/** A device whose push is not finished. */
export interface Pending extends Addressee {
  /** Number of requests to FCM so far. */
  readonly requests: number;
  /** No request before this time. */
  readonly dueAt: number;
  readonly expiresAt: number;
  /** The user wanted the push later, once. Its age counts from the later time. */
  readonly postponed?: true;
  readonly lastCode?: string;
  /** The user got the push on another device, or is in `unreached` or was reported as unreached. */
  readonly personDone?: true;
}

/**
 * How a device's push ended: the keys of `counts`. `withdrawn`: the device, the user or the event
 * was deleted, or it was read. `held`: the sender had sent too many.
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
 * The state of one delivery, which is one page of an event's audience. All times are in
 * milliseconds since the epoch.
 *
 * - `sending`: an attempt is running, if its lease has not expired.
 * - `waiting`: a task will come at `nextAttemptAt`.
 * - `done`: no push is pending.
 * - `skipped`: there was nobody to send to. If the document is created again, it is a new event.
 */
export interface DeliveryRecord extends Page, Partial<Audience> {
  readonly state: 'sending' | 'waiting' | 'done' | 'skipped';
  /** Why there are no pushes, or no more. */
  readonly skipped?: string | undefined;
  /** Number of attempts and replays that have claimed this record. */
  readonly attempt: number;
  /** No other attempt takes over the record before this time. */
  readonly leaseExpireTime: number;
  readonly nextAttemptAt?: number | undefined;
  /** Absent before the first round. Then the whole audience is pending. */
  readonly pending?: readonly Pending[];
  readonly counts: Readonly<Partial<Record<FinalResult, number>>>;
  /** The devices that `counts.expired` counts. A replay makes them pending again. */
  readonly expired?: readonly Addressee[];
  /** Users whom no device reached and for whom `onUnreached` has not been called. */
  readonly unreached?: readonly string[];
}

export interface DeliveryLimits extends RetryFloors {
  readonly maxAgeMs: number;
  readonly leaseMs: number;
  /** Number of followers on a page. It takes about a second, a small part of a task's timeout. */
  readonly pageSize: number;
  /** Number of requests between two writes of the record, which a process that dies may repeat. */
  readonly roundSize: number;
  /** Users to whom an instance sends at once. 2,000 of them need 180 of its 256 MB (`npm test`). */
  readonly peopleAtOnce: number;
}

export const keyOf = (each: { readonly uid: string; readonly deviceId: string }): string =>
  `${each.uid}/${each.deviceId}`;

export type Step =
  | { readonly do: 'nothing' }
  /** Another attempt is running, or it is too early: try again at this time. */
  | { readonly do: 'comeBack'; readonly at: number; readonly attempt: number }
  | { readonly do: 'claim' };

/** Returns what a run must do with a record. `isEvent`: an event started the run, not a task. */
export function nextStep(record: DeliveryRecord | undefined, isEvent: boolean, now: number): Step {
  if (record === undefined) return { do: 'claim' };
  const { state, attempt, nextAttemptAt = now, leaseExpireTime } = record;
  if (state === 'done' || (state === 'skipped' && !isEvent)) return { do: 'nothing' };
  const at = state === 'sending' ? leaseExpireTime : nextAttemptAt;
  return now < at ? { do: 'comeBack', at, attempt } : { do: 'claim' };
}

/** Returns the record of an attempt that failed, so that the next one can claim it at once. */
export function endLease(record: DeliveryRecord, now: number): DeliveryRecord {
  return { ...record, leaseExpireTime: now };
}
