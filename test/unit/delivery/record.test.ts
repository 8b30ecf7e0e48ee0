import assert from 'node:assert/strict';
import { sendUntil } from '../../../functions/src/delivery/claim.ts';
import {
  type DeliveryRecord,
  endLease,
  nextStep,
  type Pending,
} from '../../../functions/src/delivery/record.ts';
import { KEPT_MS, parseRecord, toData } from '../../../functions/src/delivery/record-store.ts';
import {
  applyResults,
  endAttempt,
  type Result,
  unreachedIn,
} from '../../../functions/src/delivery/results.ts';
import { LIMITS } from './world.ts';

const NOW = 5_000_000;
const EXPIRES = 1_000_000 + LIMITS.maxAgeMs;
const PAGE = {
  event: { id: 'id', name: 'comment', params: { postId: 'p' }, at: 1_000_000 },
  page: 1,
  startedAt: 2_000_000,
};
const CLAIMED: DeliveryRecord = {
  ...PAGE,
  ...{ authorId: 'joon', named: [], state: 'sending' },
  ...{ attempt: 3, leaseExpireTime: NOW + 1, counts: {} },
};

const pending = (deviceId: string, more: Partial<Pending> = {}): Pending => ({
  uid: 'mina',
  deviceId,
  reason: 'comment',
  requests: 0,
  dueAt: NOW,
  expiresAt: EXPIRES,
  ...more,
});
const bare = ({ uid, deviceId, reason }: Pending) => ({ uid, deviceId, reason });
const refusal = { code: 'CODE', detail: '' };
const DOWN: Result = { kind: 'unavailable', ...refusal };

describe('What a run finds to do', () => {
  const waiting: DeliveryRecord = { ...CLAIMED, state: 'waiting', nextAttemptAt: NOW };
  const skipped: DeliveryRecord = { ...CLAIMED, state: 'skipped' };
  const [nothing, toClaim] = [{ do: 'nothing' }, { do: 'claim' }];
  const later = { do: 'comeBack', at: NOW + 1, attempt: 3 };
  const steps: readonly [string, DeliveryRecord | undefined, object, object?][] = [
    ['without a record is to claim it', undefined, toClaim],
    ['where it is done is nothing', { ...CLAIMED, state: 'done', leaseExpireTime: 0 }, nothing],
    ['where nobody was to hear is to claim it, by an event', skipped, toClaim, nothing],
    ['under another’s lease is to come back at its end', CLAIMED, later],
    ['where a lease has ended is to claim it', endLease(CLAIMED, NOW), toClaim],
    ['at its time is to claim it', { ...waiting, leaseExpireTime: NOW + 99 }, toClaim],
    ['before its time is to come back then', { ...waiting, nextAttemptAt: NOW + 1 }, later],
  ];
  for (const [what, record, byEvent, byTask = byEvent] of steps) {
    it(what, () => {
      assert.deepEqual(nextStep(record, true, NOW), byEvent);
      assert.deepEqual(nextStep(record, false, NOW), byTask);
    });
  }
});

describe('A lease', () => {
  it('lets no request begin in its last quarter of a minute, nor in the second half of a short one', () => {
    const claimed = { ...CLAIMED, leaseExpireTime: NOW };
    assert.equal(sendUntil(claimed, LIMITS), NOW - 15_000);
    assert.equal(sendUntil(claimed, { leaseMs: 20_000 }), NOW - 10_000);
  });
});

describe('After an attempt', () => {
  /** Each device of `results` was in the round; one that is undefined had no push any more. */
  const settled = (
    record: Partial<DeliveryRecord>,
    results: Readonly<Record<string, Result | undefined>>,
    now = NOW,
  ) => {
    const round = Object.keys(results).map((id) => pending(id));
    const byKey = new Map(
      Object.entries(results).flatMap(([id, each]) => (each ? [[`mina/${id}`, each]] : [])),
    );
    const after = applyResults({ ...CLAIMED, ...record }, round, byKey, now, LIMITS, () => 0);
    const { counts, expired, unreached } = after;
    return { pending: after.pending, counts, expired, unreached };
  };
  const [a, b] = [pending('a'), pending('b')];
  const none = { pending: [], counts: {}, expired: undefined, unreached: undefined };
  const done = { personDone: true } as const;

  const cases: readonly [
    string,
    Partial<DeliveryRecord>,
    Record<string, Result | undefined>,
    object,
    number?,
  ][] = [
    ['nothing is pending, and nothing happens', {}, {}, none],
    ['what was not tried stays as it is', { pending: [a] }, {}, { ...none, pending: [a] }],
    [
      'what was not tried expires at its time',
      { pending: [a], expired: [bare(b)], counts: { expired: 1 } },
      {},
      { ...none, counts: { expired: 2 }, expired: [bare(b), bare(a)], unreached: ['mina'] },
      EXPIRES,
    ],
    [
      'results are counted beside the earlier ones',
      { pending: [a, b], counts: { delivered: 2, held: 1 } },
      { a: { kind: 'delivered' }, b: { kind: 'messageRefused', ...refusal } },
      { ...none, counts: { delivered: 3, held: 1, messageRefused: 1 } },
    ],
    [
      'what has no push any more is withdrawn',
      { pending: [a, b] },
      { a: undefined },
      { ...none, pending: [{ ...b, personDone: true }], counts: { withdrawn: 1 } },
    ],
    [
      'what is temporary comes again, of a person who has been reached',
      { pending: [a, b] },
      { a: DOWN, b: { kind: 'delivered' } },
      {
        ...none,
        pending: [{ ...a, requests: 1, dueAt: NOW + 10_000, lastCode: 'CODE', ...done }],
        counts: { delivered: 1 },
      },
    ],
    [
      'a pause is no request',
      { pending: [{ ...a, requests: 1 }] },
      { a: { kind: 'unavailable', ...refusal, retryAfterMs: 7, unasked: true } },
      { ...none, pending: [{ ...a, requests: 1, dueAt: NOW + 7, lastCode: 'CODE' }] },
    ],
    [
      'what would come again too late has expired',
      { pending: [a] },
      { a: DOWN },
      { ...none, counts: { expired: 1 }, expired: [bare(a)], unreached: ['mina'] },
      EXPIRES - 10_000,
    ],
    [
      'what is put off has a new age',
      { pending: [a] },
      { a: { kind: 'postponed', until: EXPIRES } },
      {
        ...none,
        pending: [{ ...a, dueAt: EXPIRES, expiresAt: EXPIRES + LIMITS.maxAgeMs, postponed: true }],
      },
    ],
    [
      'what is put off again keeps its age',
      { pending: [{ ...a, postponed: true }] },
      { a: { kind: 'postponed', until: EXPIRES - 1 } },
      { ...none, pending: [{ ...a, dueAt: EXPIRES - 1, postponed: true }] },
    ],
    [
      'nobody is unreached who has a device left',
      { pending: [a, b] },
      { a: { kind: 'unregistered', ...refusal } },
      { ...none, pending: [b], counts: { unregistered: 1 } },
    ],
    [
      'nobody is unreached twice, nor who was reached before',
      {
        pending: [
          { ...a, ...done },
          { ...b, uid: 'joon' },
        ],
        unreached: ['sora'],
      },
      { a: { kind: 'tokenRemoved' } },
      {
        ...none,
        pending: [{ ...b, uid: 'joon' }],
        counts: { tokenRemoved: 1 },
        unreached: ['sora'],
      },
    ],
  ];
  for (const [what, record, results, expected, now] of cases) {
    it(what, () => assert.deepEqual(settled(record, results, now), expected));
  }

  for (const [kind, isUnreached] of [
    ['tokenRemoved', true],
    ['withdrawn', false],
    ['held', false],
  ] as const) {
    it(`a person all of whose devices were ${kind} is ${isUnreached ? '' : 'not '}unreached`, () => {
      const { unreached } = settled({ pending: [a, b] }, { a: { kind }, b: { kind } });
      assert.deepEqual(unreached, isUnreached ? ['mina'] : undefined);
    });
  }

  it('nobody is unreached before all is over', () => {
    assert.deepEqual(unreachedIn({ ...CLAIMED, pending: [a], unreached: ['joon'] }), []);
    assert.deepEqual(unreachedIn({ ...CLAIMED, pending: [], unreached: ['joon'] }), ['joon']);
  });

  it('it is done, or waits for the first that fall due within a moment', () => {
    assert.deepEqual(endAttempt({ ...CLAIMED, pending: [] }), {
      ...CLAIMED,
      pending: [],
      state: 'done',
    });
    const nextAttemptAt = (...times: number[]) => {
      const closed = endAttempt({
        ...CLAIMED,
        pending: times.map((dueAt) => pending('x', { dueAt })),
      });
      assert.equal(closed.state, 'waiting');
      return closed.nextAttemptAt;
    };
    assert.equal(nextAttemptAt(NOW + 1_501, NOW, NOW + 1_500), NOW + 1_500);
    assert.equal(nextAttemptAt(NOW + 1_501, NOW), NOW);
  });
});

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
