import assert from 'node:assert/strict';
import { sendUntil } from '../../../functions/src/delivery/claim.ts';
import {
  type DeliveryRecord,
  nextStep,
  type Pending,
} from '../../../functions/src/delivery/record.ts';
import { KEPT_MS, parseRecord, toData } from '../../../functions/src/delivery/record-store.ts';
import { applyResults, endAttempt, type Result } from '../../../functions/src/delivery/results.ts';
import { LIMITS } from './world.ts';

const NOW = 5_000_000;
const EXPIRES = 1_000_000 + LIMITS.maxAgeMs;
const CLAIMED: DeliveryRecord = {
  event: { id: 'id', name: 'comment', params: { postId: 'p' }, at: 1_000_000 },
  page: 1,
  startedAt: 2_000_000,
  authorId: 'joon',
  named: [],
  state: 'sending',
  attempt: 3,
  leaseExpireTime: NOW + 1,
  counts: {},
};

const addressee = (deviceId: string) => ({ uid: 'mina', deviceId, reason: 'comment' });
const pending = (deviceId: string, dueAt = NOW): Pending => ({
  ...addressee(deviceId),
  requests: 0,
  dueAt,
  expiresAt: EXPIRES,
});

describe('The next step of a run', () => {
  const waiting: DeliveryRecord = { ...CLAIMED, state: 'waiting', nextAttemptAt: NOW };
  const skipped: DeliveryRecord = { ...CLAIMED, state: 'skipped' };
  const [nothing, toClaim] = [{ do: 'nothing' }, { do: 'claim' }];
  const later = { do: 'comeBack', at: NOW + 1, attempt: 3 };
  const steps: readonly [string, DeliveryRecord | undefined, object, object?][] = [
    ['without a record is to claim it', undefined, toClaim],
    ['with a done record is nothing', { ...CLAIMED, state: 'done', leaseExpireTime: 0 }, nothing],
    ['with a skipped record is to claim it, for an event only', skipped, toClaim, nothing],
    ['during another lease is to come back at its end', CLAIMED, later],
    ['at the end of a lease is to claim it', { ...CLAIMED, leaseExpireTime: NOW }, toClaim],
    ['at its time is to claim it', { ...waiting, leaseExpireTime: NOW + 99 }, toClaim],
    ['before its time is to come back then', { ...waiting, nextAttemptAt: NOW + 1 }, later],
  ];
  for (const [what, record, ofEvent, ofTask = ofEvent] of steps) {
    it(what, () => {
      assert.deepEqual(nextStep(record, true, NOW), ofEvent);
      assert.deepEqual(nextStep(record, false, NOW), ofTask);
    });
  }
});

describe('A lease', () => {
  it('allows no request in its last 15 s, nor in the second half of a short one', () => {
    const claimed = { ...CLAIMED, leaseExpireTime: NOW };
    assert.equal(sendUntil(claimed, LIMITS), NOW - 15_000);
    assert.equal(sendUntil(claimed, { leaseMs: 20_000 }), NOW - 10_000);
  });
});

describe('The results of a round', () => {
  const refusal = { code: 'CODE', detail: '' };
  const unavailable: Result = { kind: 'unavailable', ...refusal };
  const [a, b] = [pending('a'), pending('b')];
  const none = { pending: [], counts: {}, expired: undefined };

  /** Each device of `results` was in the round. An undefined result: it had no push any more. */
  const cases: readonly [
    what: string,
    record: Partial<DeliveryRecord>,
    results: Record<string, Result | undefined>,
    expected: object,
    now?: number,
  ][] = [
    [
      'leave a device alone that was not in the round',
      { pending: [a] },
      {},
      { ...none, pending: [a] },
    ],
    [
      'let a device that was not in the round expire at its time',
      { pending: [a], expired: [addressee('b')], counts: { expired: 1 } },
      {},
      { ...none, counts: { expired: 2 }, expired: [addressee('b'), addressee('a')] },
      EXPIRES,
    ],
    [
      'are added to the earlier counts',
      { pending: [a, b], counts: { delivered: 2, held: 1 } },
      { a: { kind: 'delivered' }, b: { kind: 'messageRefused', ...refusal } },
      { ...none, counts: { delivered: 3, held: 1, messageRefused: 1 } },
    ],
    [
      'withdraw a device without a push',
      { pending: [a, b] },
      { a: undefined },
      { ...none, pending: [b], counts: { withdrawn: 1 } },
    ],
    [
      'keep a device pending after a temporary outcome',
      { pending: [a, b] },
      { a: unavailable, b: { kind: 'delivered' } },
      {
        ...none,
        pending: [{ ...a, requests: 1, dueAt: NOW + 10_000, lastCode: 'CODE' }],
        counts: { delivered: 1 },
      },
    ],
    [
      'do not count a request that was not made',
      { pending: [{ ...a, requests: 1 }] },
      { a: { kind: 'unavailable', ...refusal, retryAfterMs: 7, unasked: true } },
      { ...none, pending: [{ ...a, requests: 1, dueAt: NOW + 7, lastCode: 'CODE' }] },
    ],
    [
      'let a device expire whose retry would be too late',
      { pending: [a] },
      { a: unavailable },
      { ...none, counts: { expired: 1 }, expired: [addressee('a')] },
      EXPIRES - 10_000,
    ],
  ];
  for (const [what, record, results, expected, now = NOW] of cases) {
    it(what, () => {
      const round = Object.keys(results).map((id) => pending(id));
      const byKey = new Map(
        Object.entries(results).flatMap(([id, each]) => (each ? [[`mina/${id}`, each]] : [])),
      );
      const before = { ...CLAIMED, ...record };
      const after = applyResults(before, round, byKey, now, LIMITS, () => 0);
      const { pending: left, counts, expired } = after;
      assert.deepEqual({ pending: left, counts, expired }, expected);
    });
  }
});

describe('The end of an attempt', () => {
  it('is done, or waits for the first devices that are due within a moment', () => {
    const ended = (...times: number[]) => {
      const devices = times.map((dueAt) => pending('x', dueAt));
      const { state, nextAttemptAt } = endAttempt({ ...CLAIMED, pending: devices });
      return [state, nextAttemptAt];
    };
    assert.deepEqual(ended(), ['done', undefined]);
    assert.deepEqual(ended(NOW + 1_501, NOW, NOW + 1_500), ['waiting', NOW + 1_500]);
    assert.deepEqual(ended(NOW + 1_501, NOW), ['waiting', NOW]);
  });
});

describe('A record in Firestore', () => {
  const full: Required<DeliveryRecord> = {
    event: { id: 'id', name: 'comment', params: { at: 'p', dueAt: 'c' }, at: 1_000 },
    page: 2,
    startedAt: 2_000,
    notBefore: 3_000,
    authorId: 'joon',
    after: 'a',
    upTo: 'b',
    more: true,
    state: 'waiting',
    skipped: 'deleted',
    attempt: 3,
    leaseExpireTime: 4_000,
    nextAttemptAt: 5_000,
    counts: { delivered: 1, expired: 2 },
    named: [{ uid: 'mina', reason: 'comment' }],
    pending: [
      {
        uid: 'sora',
        deviceId: 'phone',
        reason: 'follow',
        requests: 2,
        dueAt: 6_000,
        expiresAt: 7_000,
        postponed: true,
        lastCode: 'UNAVAILABLE',
      },
    ],
    expired: [{ uid: 'yuna', deviceId: 'phone', reason: 'follow' }],
  };

  it('is read as it was written, with all fields and with the required ones', () => {
    assert.deepEqual(parseRecord(toData(full)), full);
    const { event, page, startedAt, state, attempt, leaseExpireTime, counts } = full;
    const required = { event, page, startedAt, state, attempt, leaseExpireTime, counts };
    const data = toData({ ...required, more: undefined, skipped: undefined });
    assert.ok(!Object.values(data).includes(undefined), 'Firestore refuses undefined');
    assert.deepEqual(parseRecord(data), required);
  });

  it('has each of its times, and until when it is kept, as a Timestamp', () => {
    assert.equal(JSON.stringify(toData(full)).match(/"_seconds":\d+/gu)?.length, 7 + 1);
  });

  it('is kept for a week after its event, its own time and the last of its pushes', () => {
    const keptUntil = (record: DeliveryRecord) => Object(toData(record)).expireAt.toMillis();
    const { pending: _, notBefore: __, ...done } = full;
    assert.equal(keptUntil(done), 1_000 + KEPT_MS);
    assert.equal(keptUntil({ ...done, notBefore: 3_000 }), 3_000 + KEPT_MS);
    assert.equal(keptUntil(full), 7_000 + KEPT_MS);
  });

  it('of another shape is an error', () => {
    for (const wrong of [{ page: '2' }, { startedAt: 2_000 }]) {
      assert.throws(() => parseRecord({ ...toData(full), ...wrong }), /^ValiError/);
    }
  });
});
