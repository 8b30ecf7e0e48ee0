import type { Timestamp } from 'firebase-admin/firestore';

/** `deliveries/{id}` as far as an operator looks at it. */
export interface StoredDelivery {
  readonly about: Readonly<Record<string, string>>;
  readonly state: string;
  readonly bornAt: Pick<Timestamp, 'toMillis'>;
  readonly run: number;
  readonly leaseUntil: Pick<Timestamp, 'toMillis'>;
  readonly nextAt: Pick<Timestamp, 'toMillis'> | null;
  readonly owed: readonly { readonly uid: string; readonly last?: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** One line of the table: strings and numbers, empty where there is nothing to say. */
export type DeliveryRow = Readonly<Record<string, string | number>>;

/** `owedTo` narrows what is owed down to one user. */
export function deliveryRow(delivery: StoredDelivery, owedTo?: string): DeliveryRow {
  const { about, state, bornAt, run, nextAt, owed, counts } = delivery;
  const theirs = owed.filter((each) => owedTo === undefined || each.uid === owedTo);
  const byAnswer = Map.groupBy(theirs, (each) => each.last ?? 'not tried');
  return {
    born: time(bornAt),
    post: about.postId ?? '',
    comment: about.commentId ?? '',
    part: partOf(about),
    state,
    run,
    ended: list(Object.entries(counts)) || (about.skipped ?? ''),
    owed: list([...byAnswer].map(([answer, devices]) => [answer, devices.length])),
    next: nextAt === null ? '' : time(nextAt),
  };
}

/** Whom of a comment's audience a delivery is for. */
export const partOf = (about: StoredDelivery['about']): string =>
  about.page === undefined ? 'named' : `followers ${about.page}`;

const time = (at: Pick<Timestamp, 'toMillis'>): string => new Date(at.toMillis()).toISOString();

const list = (counts: readonly (readonly [string, number])[]): string =>
  counts.map(([what, count]) => `${what} ${count}`).join(', ');
