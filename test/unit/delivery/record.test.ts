import assert from 'node:assert/strict';
import {
  address,
  close,
  type DeliveryRecord,
  dueIn,
  next,
  open,
  type Pending,
  postpone,
  type Result,
  release,
  settle,
} from '../../../functions/src/delivery/record.ts';
import { LIMITS, pushTo } from './world.ts';

const NOW = 5_000_000;
const BEGUN = { about: { postId: 'p' }, createdAt: 1_000_000 };
const DEADLINE = BEGUN.createdAt + LIMITS.maxAgeMs;
const CLAIMED: DeliveryRecord = {
  ...BEGUN,
  state: 'sending',
  attempt: 3,
  leaseExpireTime: NOW + 1,
  counts: {},
};

const pending = (deviceId: string, more: Partial<Pending> = {}): Pending => ({
  uid: 'mina',
  deviceId,
  reason: 'comment',
  requests: 0,
  dueAt: NOW,
  ...more,
});
const bare = ({ uid, deviceId, reason }: Pending) => ({ uid, deviceId, reason });
const refusal = { code: 'CODE', detail: '' };
const DOWN: Result = { kind: 'unavailable', ...refusal };

describe('A record', () => {
  it('begins claimed, or waiting for its time', () => {
    assert.deepEqual(open(BEGUN, NOW, LIMITS), {
      ...BEGUN,
      state: 'sending',
      attempt: 1,
      leaseExpireTime: NOW + LIMITS.leaseMs,
      counts: {},
    });
    assert.deepEqual(postpone({ ...BEGUN, notBefore: NOW }), {
      ...BEGUN,
      notBefore: NOW,
      state: 'waiting',
      attempt: 0,
      nextAttemptAt: NOW,
      leaseExpireTime: BEGUN.createdAt,
      counts: {},
    });
  });

  it('names once whom it is for', () => {
    const composed = [pushTo('a'), { uid: 'joon' }];
    const addressed = address(CLAIMED, composed, NOW);
    const expected = { ...CLAIMED, pending: [pending('a')], unreached: ['joon'] };
    assert.deepEqual(addressed, expected);
    assert.equal(address(addressed, [pushTo('b'), { uid: 'sora' }], NOW), addressed);
    assert.deepEqual(address(CLAIMED, [], NOW), { ...CLAIMED, pending: [] });
  });

  const waiting: DeliveryRecord = { ...CLAIMED, state: 'waiting', nextAttemptAt: NOW };
  const claim = { ...CLAIMED, attempt: 4, leaseExpireTime: NOW + LIMITS.leaseMs };
  const steps: readonly [string, DeliveryRecord, object][] = [
    ['done is left', { ...CLAIMED, state: 'done', leaseExpireTime: 0 }, { step: 'nothing' }],
    ['under a lease is left', CLAIMED, { step: 'busy' }],
    ['whose lease has expired is claimed', release(CLAIMED, NOW), { step: 'claim', record: claim }],
    ['waiting whose time has come is claimed', waiting, { step: 'claim', record: claim }],
    [
      'waiting is claimed at its time, lease or not',
      { ...waiting, leaseExpireTime: NOW + 99 },
      { step: 'claim', record: claim },
    ],
    [
      'waiting for later waits',
      { ...waiting, nextAttemptAt: NOW + 1 },
      { step: 'wait', until: NOW + 1 },
    ],
  ];
  for (const [what, record, step] of steps) {
    it(`${what}`, () => assert.deepEqual(next(record, NOW, LIMITS), step));
  }

  it('sends to what is due and not too old', () => {
    const named = [
      pending('due'),
      pending('later', { dueAt: NOW + 1 }),
      pending('again', { notBefore: NOW - LIMITS.maxAgeMs + 1 }),
    ];
    const dueAt = (now: number) =>
      dueIn({ ...CLAIMED, pending: named }, now, LIMITS).map(({ deviceId }) => deviceId);
    assert.deepEqual(dueAt(NOW), ['due', 'again']);
    assert.deepEqual(dueAt(DEADLINE - 1), ['due', 'later', 'again']);
    assert.deepEqual(dueAt(DEADLINE), []);
    const postponed = { ...CLAIMED, notBefore: DEADLINE, pending: named };
    assert.equal(dueIn(postponed, DEADLINE + LIMITS.maxAgeMs - 1, LIMITS).length, 3);
    assert.deepEqual(dueIn(CLAIMED, NOW, LIMITS), []);
  });
});

describe('After an attempt', () => {
  const settled = (record: Partial<DeliveryRecord>, results: Record<string, Result>, now = NOW) => {
    const byKey = new Map(Object.entries(results).map(([id, each]) => [`mina/${id}`, each]));
    const { pending, counts, expired, unreached } = settle(
      { ...CLAIMED, ...record },
      byKey,
      now,
      LIMITS,
      () => 0,
    );
    return { pending, counts, expired, unreached };
  };
  const [a, b] = [pending('a'), pending('b')];
  const none = { pending: [], counts: {}, expired: undefined, unreached: undefined };
  const done = { personDone: true } as const;

  const cases: readonly [
    string,
    Partial<DeliveryRecord>,
    Record<string, Result>,
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
      DEADLINE,
    ],
    [
      'results are counted beside the earlier ones',
      { pending: [a, b], counts: { delivered: 2, held: 1 } },
      { a: { kind: 'delivered' }, b: { kind: 'messageRefused', ...refusal } },
      { ...none, counts: { delivered: 3, held: 1, messageRefused: 1 } },
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
      DEADLINE - 10_000,
    ],
    [
      'what is put off has a new age',
      { pending: [a] },
      { a: { kind: 'postponed', until: DEADLINE } },
      { ...none, pending: [{ ...a, dueAt: DEADLINE, notBefore: DEADLINE }] },
    ],
    [
      'what is put off again keeps its age',
      { pending: [{ ...a, notBefore: NOW }] },
      { a: { kind: 'postponed', until: DEADLINE } },
      { ...none, pending: [{ ...a, dueAt: DEADLINE, notBefore: NOW }] },
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

  it('it is done, or waits for the first that fall due within a moment', () => {
    assert.deepEqual(close({ ...CLAIMED, pending: [] }), {
      ...CLAIMED,
      pending: [],
      state: 'done',
    });
    const nextAttemptAt = (...times: number[]) => {
      const closed = close({ ...CLAIMED, pending: times.map((dueAt) => pending('x', { dueAt })) });
      assert.equal(closed.state, 'waiting');
      return closed.nextAttemptAt;
    };
    assert.equal(nextAttemptAt(NOW + 1_501, NOW, NOW + 1_500), NOW + 1_500);
    assert.equal(nextAttemptAt(NOW + 1_501, NOW), NOW);
  });
});
