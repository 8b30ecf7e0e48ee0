import assert from 'node:assert/strict';
import type { Firestore } from 'firebase-admin/firestore';
import {
  type DeliveriesAsked,
  deliveryFilter,
  deliveryRow,
  type StoredDelivery,
} from '../../../tools/push/commands/deliveries.ts';

const at = (iso: string) => ({ toMillis: () => Date.parse(iso) });

const WAITING: StoredDelivery = {
  event: { name: 'comment', params: { postId: 'p', commentId: 'c' }, at: at('2026-11-24T12:00Z') },
  page: 1,
  state: 'waiting',
  attempt: 2,
  leaseExpireTime: at('2026-11-24T12:01:30Z'),
  nextAttemptAt: at('2026-11-24T12:01:00Z'),
  pending: [
    { uid: 'ana', lastCode: 'UNAVAILABLE' },
    { uid: 'cho', lastCode: 'UNAVAILABLE' },
    { uid: 'ana' },
  ],
  counts: { delivered: 3, unregistered: 1 },
};

describe('A row of the table of deliveries', () => {
  it('has the results, the pending devices with FCM’s last answer, and the next time', () => {
    assert.deepEqual(deliveryRow(WAITING), {
      created: '2026-11-24T12:00:00.000Z',
      event: 'comment',
      about: 'postId=p commentId=c',
      page: 1,
      state: 'waiting',
      attempt: 2,
      results: 'delivered 3, unregistered 1',
      pending: 'UNAVAILABLE 2, not tried 1',
      next: '2026-11-24T12:01:00.000Z',
    });
    assert.equal(deliveryRow(WAITING, 'cho').pending, 'UNAVAILABLE 1', 'only for one user');
  });

  it('has the reason if nothing had to be sent', () => {
    const { nextAttemptAt: _, ...none } = { ...WAITING, counts: {}, pending: [] };
    const { results, next } = deliveryRow({ ...none, skipped: 'malformed text' });
    assert.deepEqual([results, next], ['malformed text', '']);
  });
});

/** A database that returns the query it got. */
const db = {
  collection: () => ({ where: (...asked: unknown[]) => asked }),
} as unknown as Firestore;
const NOW = Date.parse('2026-11-24T13:00:00Z');

/** The options, the expected query, and whether it finds the delivery above. */
const FOUND: readonly [DeliveriesAsked, readonly unknown[], boolean][] = [
  [{ about: 'orderId=o=1' }, ['event.params.orderId', '==', 'o=1'], true],
  [{ event: 'order' }, ['event.name', '==', 'order'], false],
  [{ event: 'like', author: 'bo' }, ['authorId', '==', 'bo'], false],
  [{ event: 'comment', author: 'bo' }, ['authorId', '==', 'bo'], true],
  [{ pendingFor: 'cho' }, ['state', 'in', ['sending', 'waiting']], true],
  [{ pendingFor: 'bo' }, ['state', 'in', ['sending', 'waiting']], false],
  [{ expiredSince: '90m' }, ['counts.expired', '>', 0], true],
  [{ expiredSince: '30m' }, ['counts.expired', '>', 0], false],
];

describe('Deliveries', () => {
  for (const [asked, query, isFound] of FOUND) {
    it(`are found by ${JSON.stringify(asked)}`, () => {
      const filter = deliveryFilter(db, asked, NOW);
      assert.ok(typeof filter !== 'string', String(filter));
      assert.deepEqual(filter.query, query);
      assert.equal(filter.matches(WAITING), isFound);
    });
  }

  for (const asked of [{}, { author: 'a', about: 'b=c' }, { about: 'b' }, { expiredSince: '2' }]) {
    it(`are not looked for by ${JSON.stringify(asked)}`, () => {
      assert.equal(typeof deliveryFilter(db, asked, NOW), 'string');
    });
  }
});
