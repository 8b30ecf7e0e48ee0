import type { Attempt } from '../fcm/attempt.ts';
import type { Comment } from '../push-client.ts';
import type { Delivery } from './server-documents.ts';

/** All that the server did about one comment: one record, and one more for each page of followers. */
export interface CommentDelivery {
  readonly commentId: string;
  /** Undefined where nobody on the page can read it. */
  readonly comment: Comment | undefined;
  readonly state: 'starting' | Delivery['state'];
  /** When the server took it up; undefined while it has not. Ms since the epoch. */
  readonly createdAt: number | undefined;
  /** When the next retry is due. Ms since the epoch. */
  readonly nextAttemptAt: number | undefined;
  readonly counts: ReadonlyMap<string, number>;
  readonly pending: NonNullable<Delivery['pending']>;
  /** Why there is no push at all. */
  readonly skipped: string | undefined;
  readonly attempts: readonly Attempt[];
}

/** Why a record is empty whose pages of followers have records of their own. */
const ONLY_FOLLOWERS = 'nobody but followers to tell';

/** The newest first, at most `limit`. */
export function commentDeliveries(
  comments: readonly Comment[],
  deliveries: readonly Delivery[],
  attempts: readonly Attempt[],
  limit: number,
): CommentDelivery[] {
  const records = Map.groupBy(deliveries, ({ about }) => about.commentId ?? '');
  const texts = new Map(comments.map((comment) => [comment.id, comment]));
  return [...new Set([...texts.keys(), ...records.keys()])]
    .map((commentId) => {
      const own = attempts.filter((attempt) => attempt.commentId === commentId);
      return summary(commentId, texts.get(commentId), records.get(commentId) ?? [], own);
    })
    .reverse()
    .sort((a, b) => (b.createdAt ?? Number.MAX_VALUE) - (a.createdAt ?? Number.MAX_VALUE))
    .slice(0, limit);
}

function summary(
  commentId: string,
  comment: Comment | undefined,
  records: readonly Delivery[],
  attempts: readonly Attempt[],
): CommentDelivery {
  const counts = new Map<string, number>();
  for (const [result, count] of records.flatMap((record) => Object.entries(record.counts))) {
    counts.set(result, (counts.get(result) ?? 0) + count);
  }
  const dueTimes = records.flatMap(({ nextAttemptAt }) => nextAttemptAt ?? []);
  const begun = attempts.length > 0 ? 'sending' : 'starting';
  const unfinished = records.find(({ state }) => state !== 'done');
  return {
    commentId,
    comment,
    state: unfinished?.state ?? (records.length > 0 ? 'done' : begun),
    createdAt:
      records.length === 0 ? undefined : Math.min(...records.map(({ createdAt }) => createdAt)),
    nextAttemptAt: dueTimes.length === 0 ? undefined : Math.min(...dueTimes),
    counts,
    pending: records.flatMap(({ pending = [] }) => pending),
    skipped: records.map(({ about }) => about.skipped).find((why) => why && why !== ONLY_FOLLOWERS),
    attempts,
  };
}
