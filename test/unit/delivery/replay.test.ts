import assert from 'node:assert/strict';
import type { DeliveryRecord } from '../../../functions/src/delivery/record.ts';
import { replay } from '../../../functions/src/delivery/results.ts';
import { replayDelivery } from '../../../tools/push/commands/replay.ts';
import { commented, LIMITS, type World } from './world.ts';

const MISSED = { uid: 'mina', deviceId: 'a', reason: 'comment' };
const DONE: DeliveryRecord = {
  event: { id: 'id', name: 'comment', params: {}, at: 0 },
  ...{ page: 1, startedAt: 0 },
  state: 'done',
  attempt: 3,
  leaseExpireTime: 60_000,
  pending: [],
  counts: { delivered: 2, expired: 1 },
  expired: [MISSED],
};
const NOW = 20_000_000;

describe('replay', () => {
  it('makes pending again what has expired, with all its time, under a number no task has had', () => {
    assert.deepEqual(replay(DONE, NOW, LIMITS), {
      ...DONE,
      state: 'waiting',
      notBefore: NOW,
      attempt: 4,
      nextAttemptAt: NOW,
      pending: [
        { ...MISSED, requests: 0, dueAt: NOW, expiresAt: NOW + LIMITS.maxAgeMs, personDone: true },
      ],
      counts: { delivered: 2 },
      expired: [],
    });
  });

  it('keeps the time of what still waits for FCM', () => {
    const other = {
      ...MISSED,
      deviceId: 'b',
      requests: 2,
      dueAt: NOW + 300_000,
      expiresAt: NOW + 600_000,
      lastCode: 'UNAVAILABLE',
    };
    const waiting = {
      ...DONE,
      state: 'waiting' as const,
      pending: [other],
      nextAttemptAt: other.dueAt,
    };
    const replayed = replay(waiting, NOW, LIMITS);
    assert.equal(replayed?.nextAttemptAt, NOW);
    assert.deepEqual(replayed.pending?.[0], other);
  });

  it('knows whose person is done with: who was reached or reported, not who is unreached or pending', () => {
    const of = (uid: string, deviceId: string) => ({ uid, deviceId, reason: 'comment' });
    const waits = { requests: 0, dueAt: NOW + 1, expiresAt: NOW + 2 };
    const replayed = replay(
      {
        ...DONE,
        pending: [
          { ...of('both', 'b'), ...waits },
          { ...of('reached', 'b'), ...waits, personDone: true },
        ],
        expired: ['both', 'reached', 'missed', 'told'].map((uid) => of(uid, 'a')),
        unreached: ['missed', 'other'],
      },
      NOW,
      LIMITS,
    );
    const again = (replayed?.pending ?? []).filter(({ deviceId }) => deviceId === 'a');
    assert.deepEqual(
      again.filter((each) => each.personDone).map(({ uid }) => uid),
      ['reached', 'told'],
    );
    assert.deepEqual(replayed?.unreached, ['other']);
    assert.ok(!('unreached' in (replay(DONE, NOW, LIMITS) ?? {})));
  });

  it('leaves an attempt alone that is sending, and what has nothing expired', () => {
    assert.equal(replay({ ...DONE, state: 'sending' }, NOW, LIMITS), undefined);
    const { expired: _, ...never } = DONE;
    assert.equal(replay(never, NOW, LIMITS), undefined);
    assert.equal(replay({ ...DONE, expired: [] }, NOW, LIMITS), undefined);
  });
});

describe('A replay of a delivery', () => {
  let world: World;
  const again = () => replayDelivery(world.record().event.id, world.process().ports);
  beforeEach(async () => {
    world = commented(['sora']);
    world.now += LIMITS.maxAgeMs;
    await world.event();
    assert.deepEqual(world.record().counts, { expired: 2 });
  });

  it('sends once, however many ask for it at once, with all of its time', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, again));
    assert.equal(asked.filter(({ became }) => became === 'sent again').length, 1);
    assert.equal(world.tasks.size, 1);
    await world.runDue();
    assert.deepEqual(world.told, ['mina comment', 'sora follow']);
    assert.equal(world.sent[0]?.payload.android?.ttl, '14400s');
    assert.deepEqual(world.record().counts, { delivered: 2 });
    assert.equal((await again()).became, 'nothing expired');
  });

  it('makes the task that an earlier one died before making', async () => {
    world.broken.push('scheduleRetry');
    await assert.rejects(again(), /scheduleRetry is broken/);
    assert.equal(world.tasks.size, 0);
    assert.equal((await again()).became, 'waits already');
    assert.equal(world.tasks.size, 1);
  });

  it('of one that was skipped, or is not there, is none', async () => {
    world = commented([], { authorId: 'mina' });
    await world.event();
    assert.equal((await again()).became, 'nothing expired');
    assert.equal(world.tasks.size, 0);
    assert.equal((await replayDelivery('gone', world.process().ports)).became, 'changed');
  });
});
