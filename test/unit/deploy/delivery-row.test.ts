import assert from 'node:assert/strict';
import { deliveryRow, type StoredDelivery } from '../../../tools/push/delivery-row.ts';

const at = (iso: string) => ({ toMillis: () => Date.parse(iso) });

const WAITING: StoredDelivery = {
  event: { params: { postId: 'post', commentId: 'comment' }, at: at('2026-11-24T12:00:00Z') },
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
      post: 'post',
      comment: 'comment',
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
