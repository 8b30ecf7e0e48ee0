import type { DeliveryRecord } from '../../../../../functions/src/delivery/record.ts';
import type { Entry } from '../../../../../packages/fcm-emulator/page/page-state.ts';
import { dataOf } from '../phone/shade.ts';
import type { Comment } from '../push-client.ts';

/** All that the server did about one comment: a record for each page of its audience. */
export interface CommentDelivery {
  readonly comment: Comment;
  readonly state: 'starting' | 'sending' | 'waiting' | 'done';
  /** When the comment was written, ms since the epoch; undefined until there is a record. */
  readonly createdAt: number | undefined;
  /** When the next retry is due. Ms since the epoch. */
  readonly nextAttemptAt: number | undefined;
  /** How many devices there are of each result. */
  readonly counts: ReadonlyMap<string, number>;
  readonly pending: NonNullable<DeliveryRecord['pending']>;
  /** What FCM was asked, in order. */
  readonly attempts: readonly Entry[];
}

/** @param entries what FCM was asked about any comment, the newest first */
export function commentDelivery(
  comment: Comment,
  deliveries: readonly DeliveryRecord[],
  entries: readonly Entry[],
): CommentDelivery {
  const records = deliveries.filter(({ event }) => event.params.commentId === comment.id);
  const attempts = entries.filter(({ message }) => dataOf(message).commentId === comment.id);
  const counts = new Map<string, number>();
  for (const [result, count] of records.flatMap((record) => Object.entries(record.counts))) {
    counts.set(result, (counts.get(result) ?? 0) + count);
  }
  const begun = attempts.length > 0 ? 'sending' : 'starting';
  const unfinished = records
    .map(({ state }) => (state === 'skipped' ? 'done' : state))
    .find((state) => state !== 'done');
  return {
    comment,
    state: unfinished ?? (records.length > 0 ? 'done' : begun),
    createdAt: least(records.map(({ event }) => event.at)),
    nextAttemptAt: least(records.flatMap(({ nextAttemptAt }) => nextAttemptAt ?? [])),
    counts,
    pending: records.flatMap(({ pending = [] }) => pending),
    attempts: attempts.toReversed(),
  };
}

const least = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : Math.min(...times);
