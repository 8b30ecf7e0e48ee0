import type { CollectionReference, Query } from 'firebase-admin/firestore';
import type { StoredDelivery } from './delivery-row.ts';

/** The filters of delivery records, of which one is given at a time. */
export const FILTERS = {
  comment: { type: 'string' },
  post: { type: 'string' },
  author: { type: 'string' },
  'pending-for': { type: 'string' },
  'expired-since': { type: 'string' },
} as const;

/** A query, and what of its results matches. */
export interface DeliveryFilter {
  readonly query: Query;
  matches(delivery: StoredDelivery): boolean;
}

/** Undefined where not exactly one filter is given, or a time is none. */
export function deliveryFilter(
  deliveries: CollectionReference,
  asked: Readonly<Partial<Record<keyof typeof FILTERS, string>>>,
  now: number,
): DeliveryFilter | undefined {
  const { comment, post, author, 'pending-for': pendingFor, 'expired-since': ago } = asked;
  const given = [comment, post, author, pendingFor, ago].filter((each) => each !== undefined);
  if (given.length !== 1) return undefined;
  const all = (query: Query): DeliveryFilter => ({ query, matches: () => true });
  if (comment !== undefined) return all(deliveries.where('event.params.commentId', '==', comment));
  if (post !== undefined) return all(deliveries.where('event.params.postId', '==', post));
  if (author !== undefined) return all(deliveries.where('authorId', '==', author));
  if (pendingFor !== undefined) {
    return {
      query: deliveries.where('state', 'in', ['sending', 'waiting']),
      matches: ({ pending = [] }) => pending.some(({ uid }) => uid === pendingFor),
    };
  }
  const duration = durationMs(ago ?? '');
  if (duration === undefined) return undefined;
  return {
    query: deliveries.where('counts.expired', '>', 0),
    // The last attempt's lease expires a minute after that attempt gave up.
    matches: ({ leaseExpireTime }) => leaseExpireTime.toMillis() >= now - duration,
  };
}

const UNIT_MS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 };

/** `90m`, `2h` or `1d`. */
function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d+)([mhd])$/u.exec(text) ?? [];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') return undefined;
  return Number(count) * UNIT_MS[unit];
}
