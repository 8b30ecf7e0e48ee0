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

/** A query, and which of its results are asked for. */
interface Filter {
  readonly query: Query;
  matches(delivery: StoredDelivery): boolean;
}

/** What is asked for, or a sentence that says why it is nothing. */
export function deliveryFilter(
  db: Firestore,
  { event, about, author, pendingFor, expiredSince }: DeliveriesAsked,
  now: number,
): Filter | string {
  const deliveries = db.collection('deliveries');
  const given = [about, author, pendingFor, expiredSince].filter((each) => each !== undefined);
  if (given.length > 1 || (given.length === 0 && event === undefined)) {
    return 'Say which deliveries: by one of the options, with or without --event.';
  }
  const filter = (query: Query, matches = (_: StoredDelivery) => true): Filter => ({
    query,
    matches: (each) => (event === undefined || each.event.name === event) && matches(each),
  });
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
    const [, count, unit] = /^(\d+)([mhd])$/u.exec(expiredSince) ?? [];
    if (unit === undefined) return `--expired-since is like 90m, 2h or 1d, not ${expiredSince}.`;
    const since = now - Number(count) * (UNIT_MS[unit] ?? 0);
    return filter(
      deliveries.where('counts.expired', '>', 0),
      // The last attempt's lease expires a minute after that attempt gave up.
      ({ leaseExpireTime }) => leaseExpireTime.toMillis() >= since,
    );
  }
  return filter(deliveries.where('event.name', '==', event));
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** One line of the table, empty where there is nothing to say. `uid` narrows down what is pending. */
export function deliveryRow(delivery: StoredDelivery, uid?: string) {
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
