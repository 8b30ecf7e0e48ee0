import type { CollectionReference, Query } from 'firebase-admin/firestore';
import type { StoredDelivery } from './delivery-row.ts';

/** Ways to ask for delivery records, of which one counts at a time. */
export const WAYS = {
  comment: { type: 'string' },
  post: { type: 'string' },
  author: { type: 'string' },
  'owed-to': { type: 'string' },
  'expired-since': { type: 'string' },
} as const;

/** What a query finds, and which of that was meant. */
export interface Sought {
  readonly query: Query;
  fits(delivery: StoredDelivery): boolean;
}

/** Undefined where not exactly one way is given, or a time is none. */
export function soughtIn(
  deliveries: CollectionReference,
  asked: Readonly<Partial<Record<keyof typeof WAYS, string>>>,
  now: number,
): Sought | undefined {
  const { comment, post, author, 'owed-to': owedTo, 'expired-since': ago } = asked;
  const given = [comment, post, author, owedTo, ago].filter((each) => each !== undefined);
  if (given.length !== 1) return undefined;
  const all = (query: Query): Sought => ({ query, fits: () => true });
  if (comment !== undefined) return all(deliveries.where('about.commentId', '==', comment));
  if (post !== undefined) return all(deliveries.where('about.postId', '==', post));
  if (author !== undefined) return all(deliveries.where('about.authorId', '==', author));
  if (owedTo !== undefined) {
    return {
      query: deliveries.where('state', 'in', ['sending', 'waiting']),
      fits: ({ owed }) => owed.some(({ uid }) => uid === owedTo),
    };
  }
  const duration = durationMs(ago ?? '');
  if (duration === undefined) return undefined;
  return {
    query: deliveries.where('counts.expired', '>', 0),
    // The last run's lease ends a minute after that run gave up.
    fits: ({ leaseUntil }) => leaseUntil.toMillis() >= now - duration,
  };
}

const UNIT_MS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 };

/** `90m`, `2h` or `1d`. */
function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d+)([mhd])$/u.exec(text) ?? [];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') return undefined;
  return Number(count) * UNIT_MS[unit];
}
