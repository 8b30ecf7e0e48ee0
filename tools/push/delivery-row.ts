import type { Timestamp } from 'firebase-admin/firestore';

/** `deliveries/{id}` as far as an operator looks at it. */
export interface StoredDelivery {
  readonly event: {
    readonly params: Readonly<Record<string, string>>;
    readonly at: Pick<Timestamp, 'toMillis'>;
  };
  readonly page: number;
  readonly state: string;
  readonly skipped?: string;
  readonly attempt: number;
  readonly leaseExpireTime: Pick<Timestamp, 'toMillis'>;
  readonly nextAttemptAt?: Pick<Timestamp, 'toMillis'>;
  /** Absent until it is known for whom the delivery is. */
  readonly pending?: readonly { readonly uid: string; readonly lastCode?: string }[];
  readonly counts: Readonly<Record<string, number>>;
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
export const subjectOf = ({ event, page }: StoredDelivery) => ({
  post: event.params.postId ?? '',
  comment: event.params.commentId ?? '',
  page,
});

export function showRows(rows: readonly object[]): void {
  if (rows.length > 0) console.table(rows);
  else console.log('No delivery. Records are kept for 7 days.');
}

const time = (at: Pick<Timestamp, 'toMillis'>): string => new Date(at.toMillis()).toISOString();

const list = (counts: readonly (readonly [string, number])[]): string =>
  counts.map(([what, count]) => `${what} ${count}`).join(', ');
