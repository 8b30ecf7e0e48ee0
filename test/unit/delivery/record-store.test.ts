import assert from 'node:assert/strict';
import type { DeliveryRecord } from '../../../functions/src/delivery/record.ts';
import { KEPT_MS, parseRecord, toData } from '../../../functions/src/delivery/record-store.ts';

/** With all that a record can have. */
const RECORD: Required<DeliveryRecord> = {
  event: { id: 'id', name: 'comment', params: { at: 'p', dueAt: 'c' }, at: 1_000 },
  page: 2,
  startedAt: 2_000,
  notBefore: 3_000,
  authorId: 'joon',
  named: [{ uid: 'mina', reason: 'comment' }],
  after: 'a',
  upTo: 'b',
  more: true,
  state: 'waiting',
  skipped: 'deleted',
  attempt: 3,
  leaseExpireTime: 4_000,
  nextAttemptAt: 5_000,
  pending: [
    {
      ...{ uid: 'sora', deviceId: 'phone', reason: 'follow', requests: 2, dueAt: 6_000 },
      ...{ expiresAt: 7_000, postponed: true, lastCode: 'UNAVAILABLE', personDone: true },
    },
  ],
  counts: { delivered: 1, expired: 2 },
  expired: [{ uid: 'yuna', deviceId: 'phone', reason: 'follow' }],
  unreached: ['yuna'],
};

/** As Firestore takes it: it refuses what is undefined. */
const stored = (record: DeliveryRecord) => {
  const data = toData(record);
  assert.ok(!Object.values(data).includes(undefined));
  return parseRecord(data);
};

describe('A record in Firestore', () => {
  it('is read as it was written, with all of its fields and with few', () => {
    assert.deepEqual(stored(RECORD), RECORD);
    const { event, page, startedAt, state, attempt, leaseExpireTime, counts } = RECORD;
    const least = { event, page, startedAt, state, attempt, leaseExpireTime, counts };
    assert.deepEqual(stored({ ...least, more: undefined, skipped: undefined }), least);
  });

  it('has each of its times as one that Firestore knows, for the console and for queries', () => {
    const times = JSON.stringify(toData(RECORD)).match(/"_seconds":\d+/gu);
    // Those of the record, and until when it is kept.
    assert.equal(times?.length, 7 + 1);
  });

  it('is kept for a week after its event, its own time and the last of its pushes', () => {
    const keptUntil = (record: DeliveryRecord) => Object(toData(record)).expireAt.toMillis();
    const { pending: _, notBefore: __, ...done } = RECORD;
    assert.equal(keptUntil(done), 1_000 + KEPT_MS);
    assert.equal(keptUntil({ ...done, notBefore: 3_000 }), 3_000 + KEPT_MS);
    assert.equal(keptUntil(RECORD), 7_000 + KEPT_MS);
  });

  it('that is none of ours is a bug', () => {
    assert.throws(() => parseRecord({ ...toData(RECORD), page: '2' }));
    assert.throws(() => parseRecord({ ...toData(RECORD), startedAt: 2_000 }));
  });
});
