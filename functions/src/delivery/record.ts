import * as v from 'valibot';
import type { RetryFloors } from '../fcm/retry-policy.ts';
import { Time } from '../timestamp.ts';

/**
 * How a device's push ended: the keys of `counts`. `withdrawn`: the device, the user or the event
 * was deleted, or it was read. `held`: the sender had sent too many.
 */
const FINAL_RESULTS = [
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

const Text = v.string();
const user = { uid: Text, reason: Text };
const device = { ...user, deviceId: Text };
const listOf = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.readonly());

/** A device whose push is not finished. */
const PendingDevice = v.object({
  ...device,
  /** Number of requests to FCM so far. */
  requests: v.number(),
  /** No request before this time. */
  dueAt: Time,
  expiresAt: Time,
  /** The user wanted the push later, once. Its age counts from the later time. */
  postponed: v.optional(v.literal(true)),
  lastCode: v.optional(Text),
});
export type Pending = Readonly<v.InferOutput<typeof PendingDevice>>;

/**
 * One delivery: one page of an event's audience. The first page has the users whom the event names
 * and the first followers. Each further page has the next followers, sorted by ID.
 */
export const StoredRecord = v.object({
  event: v.object({
    id: Text,
    name: Text,
    params: v.record(Text, Text),
    what: v.exactOptional(Text),
    at: Time,
  }),
  /** Counted from 1. */
  page: v.number(),
  /** When the first page started. The times of later pages count from here. */
  startedAt: Time,
  /** No push may be sent before this time. The age of pushes counts from here. */
  notBefore: v.optional(Time),
  /** The users whom the event names. They are on the first page, and on no page as followers. */
  named: v.optional(listOf(v.object(user))),
  /** The last follower of the page before. */
  after: v.optional(Text),

  /** The last follower of this page. Absent if it has none. */
  upTo: v.optional(Text),
  /** The next page must still be enqueued. */
  more: v.optional(v.literal(true)),
  /** The event's author, for the operator to see. */
  authorId: v.optional(Text),

  /**
   * - `sending`: an attempt is running, if its lease has not expired.
   * - `waiting`: a task will come at `nextAttemptAt`.
   * - `done`: no push is pending.
   * - `skipped`: there was nobody to send to. If the document is created again, it is a new event.
   */
  state: v.picklist(['sending', 'waiting', 'done', 'skipped']),
  /** Why there are no pushes, or no more. */
  skipped: v.optional(Text),
  /** Number of attempts and replays that have claimed this record. */
  attempt: v.number(),
  /** No other attempt takes over the record before this time. */
  leaseExpireTime: Time,
  nextAttemptAt: v.optional(Time),
  /** Absent before the first round. Then the whole audience is pending. */
  pending: v.optional(listOf(PendingDevice)),
  counts: v.record(v.picklist(FINAL_RESULTS), v.number()),
  /** The devices that `counts.expired` counts. A replay makes them pending again. */
  expired: v.optional(listOf(v.object(device))),
});

/** The state of one delivery. All times are in milliseconds since the epoch. */
export type DeliveryRecord = Readonly<v.InferOutput<typeof StoredRecord>>;

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
  | { readonly do: 'nothing' | 'claim' }
  /** Another attempt is running, or it is too early: try again at this time. */
  | { readonly do: 'comeBack'; readonly at: number; readonly attempt: number };

/** Returns what a run must do with a record. `isEvent`: an event started the run, not a task. */
export function nextStep(record: DeliveryRecord | undefined, isEvent: boolean, now: number): Step {
  if (record === undefined) return { do: 'claim' };
  const { state, attempt, nextAttemptAt = now, leaseExpireTime } = record;
  if (state === 'done' || (state === 'skipped' && !isEvent)) return { do: 'nothing' };
  const at = state === 'sending' ? leaseExpireTime : nextAttemptAt;
  return now < at ? { do: 'comeBack', at, attempt } : { do: 'claim' };
}
