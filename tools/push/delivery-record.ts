import type { Firestore, Query, Timestamp } from 'firebase-admin/firestore';

/** All that this program knows of a delivery record: how it is found, and what of it is shown. */

type Time = Pick<Timestamp, 'toMillis'>;

/** `deliveries/{id}` as far as an operator looks at it. */
export interface StoredDelivery {
  readonly event: {
    readonly name: string;
    /** The IDs in the path of what happened. */
    readonly params: Readonly<Record<string, string>>;
    readonly at: Time;
  };
  /** Which page of the event's audience this is, from 0. */
  readonly page: number;
  readonly state: string;
  readonly skipped?: string;
  readonly attempt: number;
  readonly leaseExpireTime: Time;
  readonly nextAttemptAt?: Time;
  /** Absent until it is known for whom the delivery is. */
  readonly pending?: readonly { readonly uid: string; readonly lastCode?: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Which records: one of `about`, `author`, `pendingFor` and `expiredSince`, or an event, or both. */
export interface DeliveriesAsked {
  readonly event?: string | undefined;
  /** `NAME=ID`, of an ID in the event's path. */
  readonly about?: string | undefined;
  readonly author?: string | undefined;
  readonly pendingFor?: string | undefined;
  readonly expiredSince?: string | undefined;
}

/** A query, and what of its results matches. */
export interface DeliveryFilter {
  readonly query: Query;
  matches(delivery: StoredDelivery): boolean;
}

/** What is asked for, or a sentence that says why it is nothing. */
export function deliveryFilter(
  db: Firestore,
  { event, about, author, pendingFor, expiredSince }: DeliveriesAsked,
  now: number,
): DeliveryFilter | string {
  const deliveries = db.collection('deliveries');
  const given = [about, author, pendingFor, expiredSince].filter((each) => each !== undefined);
  if (given.length > 1 || (given.length === 0 && event === undefined)) {
    return 'Say which deliveries: by one of the options, with or without --event.';
  }
  const isOfEvent = (each: StoredDelivery) => event === undefined || each.event.name === event;
  const filter = (
    query: Query,
    matches: (delivery: StoredDelivery) => boolean = () => true,
  ): DeliveryFilter => ({ query, matches: (each) => isOfEvent(each) && matches(each) });
  if (about !== undefined) {
    const [, name, id] = /^(\w+)=(.+)$/u.exec(about) ?? [];
    if (name === undefined) return `--about is a name and an ID, like commentId=abc, not ${about}.`;
    return filter(deliveries.where(`event.params.${name}`, '==', id));
  }
  if (author !== undefined) return filter(deliveries.where('authorId', '==', author));
  if (pendingFor !== undefined) {
    return filter(deliveries.where('state', 'in', ['sending', 'waiting']), ({ pending = [] }) =>
      pending.some(({ uid }) => uid === pendingFor),
    );
  }
  if (expiredSince !== undefined) {
    const duration = durationMs(expiredSince);
    if (duration === undefined)
      return `--expired-since is like 90m, 2h or 1d, not ${expiredSince}.`;
    return filter(
      deliveries.where('counts.expired', '>', 0),
      // The last attempt's lease expires a minute after that attempt gave up.
      ({ leaseExpireTime }) => leaseExpireTime.toMillis() >= now - duration,
    );
  }
  return filter(deliveries.where('event.name', '==', event));
}

const UNIT_MS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 };

/** `90m`, `2h` or `1d`. */
function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d+)([mhd])$/u.exec(text) ?? [];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') return undefined;
  return Number(count) * UNIT_MS[unit];
}

/** One line of the table: strings and numbers, empty where there is nothing to say. */
export type DeliveryRow = Readonly<Record<string, string | number>>;

/** `uid` narrows what is pending down to one user. */
export function deliveryRow(delivery: StoredDelivery, uid?: string): DeliveryRow {
  const { event, state, skipped = '', attempt, nextAttemptAt, pending = [], counts } = delivery;
  const theirs = pending.filter((each) => uid === undefined || each.uid === uid);
  const byAnswer = Map.groupBy(theirs, (each) => each.lastCode ?? 'not tried');
  return {
    created: time(event.at),
    ...subjectOf(delivery),
    state,
    attempt,
    results: list(Object.entries(counts)) || skipped,
    pending: list([...byAnswer].map(([answer, devices]) => [answer, devices.length])),
    next: nextAttemptAt === undefined ? '' : time(nextAttemptAt),
  };
}

/** What a delivery is about, and which page of its audience it is. */
export const subjectOf = ({ event: { name, params }, page }: StoredDelivery) => ({
  event: name,
  about: Object.entries(params)
    .map((pair) => pair.join('='))
    .join(' '),
  page,
});

const time = (at: Time): string => new Date(at.toMillis()).toISOString();

const list = (counts: readonly (readonly [string, number])[]): string =>
  counts.map(([what, count]) => `${what} ${count}`).join(', ');
