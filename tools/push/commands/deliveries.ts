import type { Firestore, Query, Timestamp } from 'firebase-admin/firestore';
import { withDatabase } from '../firebase.ts';
import { Misused, type Program, type Run } from '../run.ts';

/** More rows do not fit on a screen, and each costs a read. */
const LIMIT = 500;

export function deliveries(program: Program, run: Run): void {
  program
    .command('deliveries')
    .description('Lists the results of deliveries. Records are kept for 7 days.')
    .option('--event <name>', 'of this event, such as comment or like')
    .option('--about <name=id>', 'with this ID in the event’s path, such as commentId=abc')
    .option('--author <uid>', 'of events that this user caused')
    .option('--pending-for <uid>', 'with pushes that this user has not got yet')
    .option('--expired-since <age>', 'with pushes that expired within 90m, 2h, 1d')
    .action((asked) =>
      run(({ app }) =>
        withDatabase(app, async (db) => {
          const filter = deliveryFilter(db, asked, Date.now());
          if (typeof filter === 'string') throw new Misused(filter);
          const found = await filter.query.limit(LIMIT).get();
          const rows = found.docs
            .map((each) => each.data() as StoredDelivery)
            .filter(filter.matches)
            .sort((a, b) => a.event.at.toMillis() - b.event.at.toMillis())
            .map((delivery) => deliveryRow(delivery, asked.pendingFor));
          const cut = found.size === LIMIT ? [`Only ${LIMIT} records were read.`] : [];
          return { text: [rows.length > 0 ? rows : 'No delivery.', ...cut], json: rows };
        }),
      ),
    );
}

type Time = Pick<Timestamp, 'toMillis'>;

/** The fields of `deliveries/{id}` that operators need. */
export interface StoredDelivery {
  readonly event: {
    readonly name: string;
    /** The IDs in the path of the event's document. */
    readonly params: Readonly<Record<string, string>>;
    readonly at: Time;
  };
  /** Number of the page, counted from 1. */
  readonly page: number;
  readonly state: string;
  readonly skipped?: string;
  readonly attempt: number;
  readonly leaseExpireTime: Time;
  readonly nextAttemptAt?: Time;
  /** Absent before the recipients are known. */
  readonly pending?: readonly { readonly uid: string; readonly lastCode?: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Which records: one of `about`, `author`, `pendingFor` and `expiredSince`, or an event, or both. */
export interface DeliveriesAsked {
  readonly event?: string | undefined;
  /** `NAME=ID` from the path of the event's document. */
  readonly about?: string | undefined;
  readonly author?: string | undefined;
  readonly pendingFor?: string | undefined;
  readonly expiredSince?: string | undefined;
}

/** A query, and which of its results match. */
interface Filter {
  readonly query: Query;
  matches(delivery: StoredDelivery): boolean;
}

/** Returns the filter, or a sentence that says why the options are invalid. */
export function deliveryFilter(
  db: Firestore,
  { event, about, author, pendingFor, expiredSince }: DeliveriesAsked,
  now: number,
): Filter | string {
  const deliveries = db.collection('deliveries');
  const given = [about, author, pendingFor, expiredSince].filter((each) => each !== undefined);
  if (given.length > 1 || (given.length === 0 && event === undefined)) {
    return 'Which deliveries? Give one of the options, with or without --event.';
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
      // The lease of an attempt expires up to a minute after the attempt has given up.
      ({ leaseExpireTime }) => leaseExpireTime.toMillis() >= since,
    );
  }
  return filter(deliveries.where('event.name', '==', event));
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Returns a row of the table. With `uid`, only pending devices of this user count. */
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
