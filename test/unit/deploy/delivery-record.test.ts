import assert from 'node:assert/strict';
import type { Firestore } from 'firebase-admin/firestore';
import {
  type DeliveriesAsked,
  deliveryFilter,
  deliveryRow,
  type StoredDelivery,
} from '../../../tools/push/delivery-record.ts';

const at = (iso: string) => ({ toMillis: () => Date.parse(iso) });

const WAITING: StoredDelivery = {
  event: {
    name: 'comment',
    params: { postId: 'post', commentId: 'comment' },
    at: at('2026-11-24T12:00:00Z'),
  },
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
  it('says how pushes ended, what is pending with FCM’s last answer, and when it goes on', () => {
    assert.deepEqual(deliveryRow(WAITING), {
      created: '2026-11-24T12:00:00.000Z',
      event: 'comment',
      about: 'postId=post commentId=comment',
      page: 1,
      state: 'waiting',
      attempt: 2,
      results: 'delivered 3, unregistered 1',
      pending: 'UNAVAILABLE 2, not tried 1',
      next: '2026-11-24T12:01:00.000Z',
    });
  });

  it('counts what is pending for one user alone, where one is asked for', () => {
    assert.equal(deliveryRow(WAITING, 'cho').pending, 'UNAVAILABLE 1');
  });

  it('says why nothing was to be sent, and which page of the audience it is', () => {
    const { nextAttemptAt: _, ...none } = { ...WAITING, counts: {}, pending: [], page: 3 };
    const skipped = deliveryRow({ ...none, skipped: 'malformed text' });
    assert.equal(skipped.results, 'malformed text');
    assert.deepEqual([skipped.next, skipped.page], ['', 3]);
  });
});

/** A database that answers with the query that it was asked for. */
const db = {
  collection: () => ({ where: (...asked: unknown[]) => asked }),
} as unknown as Firestore;
const NOW = Date.parse('2026-11-24T13:00:00Z');
const filter = (asked: DeliveriesAsked) => deliveryFilter(db, asked, NOW);

function found(asked: DeliveriesAsked) {
  const made = filter(asked);
  assert.ok(typeof made !== 'string', String(made));
  return made;
}

describe('Deliveries', () => {
  it('are found by any ID in the path of what happened', () => {
    assert.deepEqual(found({ about: 'orderId=o=1' }).query, ['event.params.orderId', '==', 'o=1']);
  });

  it('are found by event, alone or with something else', () => {
    assert.deepEqual(found({ event: 'order' }).query, ['event.name', '==', 'order']);
    const ofBo = found({ event: 'like', author: 'bo' });
    assert.deepEqual(ofBo.query, ['authorId', '==', 'bo']);
    assert.equal(ofBo.matches(WAITING), false);
    assert.equal(found({ event: 'comment', author: 'bo' }).matches(WAITING), true);
  });

  it('are found by who still has to get them, and by when they were given up', () => {
    assert.equal(found({ pendingFor: 'cho' }).matches(WAITING), true);
    assert.equal(found({ pendingFor: 'bo' }).matches(WAITING), false);
    assert.equal(found({ expiredSince: '90m' }).matches(WAITING), true);
    assert.equal(found({ expiredSince: '30m' }).matches(WAITING), false);
  });

  for (const asked of [{}, { author: 'a', about: 'b=c' }, { about: 'b' }, { expiredSince: '2' }]) {
    it(`are not looked for by ${JSON.stringify(asked)}`, () => {
      assert.equal(typeof filter(asked), 'string');
    });
  }
});
