import assert from 'node:assert/strict';
import { deliveryRow, type StoredDelivery } from '../../../ops/delivery-row.ts';

const at = (iso: string) => ({ toMillis: () => Date.parse(iso) });

const WAITING: StoredDelivery = {
  about: { postId: 'post', commentId: 'comment', authorId: 'bo' },
  state: 'waiting',
  bornAt: at('2026-11-24T12:00:00Z'),
  run: 2,
  leaseUntil: at('2026-11-24T12:01:30Z'),
  nextAt: at('2026-11-24T12:01:00Z'),
  owed: [{ uid: 'ana', last: 'UNAVAILABLE' }, { uid: 'cho', last: 'UNAVAILABLE' }, { uid: 'ana' }],
  counts: { delivered: 3, unregistered: 1 },
};

describe('A row of the table of deliveries', () => {
  it('says how pushes ended, what is owed with FCM’s last answer, and when it goes on', () => {
    assert.deepEqual(deliveryRow(WAITING), {
      born: '2026-11-24T12:00:00.000Z',
      post: 'post',
      comment: 'comment',
      part: 'named',
      state: 'waiting',
      run: 2,
      ended: 'delivered 3, unregistered 1',
      owed: 'UNAVAILABLE 2, not tried 1',
      next: '2026-11-24T12:01:00.000Z',
    });
  });

  it('counts what is owed to one user alone, where one is asked for', () => {
    assert.equal(deliveryRow(WAITING, 'cho').owed, 'UNAVAILABLE 1');
  });

  it('says why nothing was to be sent, and which page of followers it is', () => {
    const none = { ...WAITING, counts: {}, owed: [], nextAt: null };
    const skipped = deliveryRow({ ...none, about: { skipped: 'malformed text' } });
    assert.equal(skipped.ended, 'malformed text');
    assert.equal(skipped.next, '');
    assert.equal(deliveryRow({ ...none, about: { page: '3' } }).part, 'followers 3');
  });
});
