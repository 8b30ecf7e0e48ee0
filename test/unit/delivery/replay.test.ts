import assert from 'node:assert/strict';
import { deliver, resume } from '../../../functions/src/delivery/deliver.ts';
import type { DeliveryRecord } from '../../../functions/src/delivery/record.ts';
import { replay } from '../../../functions/src/delivery/replay.ts';
import { replayDelivery } from '../../../tools/push/replay-delivery.ts';
import { DELIVERY, ID, planOf, recordIn } from './one-delivery.ts';
import { LIMITS, pushTo, World } from './world.ts';

const MISSED = { uid: 'mina', deviceId: 'a', reason: 'comment' };
const DONE: DeliveryRecord = {
  about: {},
  state: 'done',
  createdAt: 0,
  attempt: 3,
  leaseExpireTime: 60_000,
  pending: [],
  counts: { delivered: 2, expired: 1 },
  expired: [MISSED],
};
const NOW = 20_000_000;

describe('replay', () => {
  it('makes pending again what has expired, with all its time, under a number no task has had', () => {
    assert.deepEqual(replay(DONE, NOW), {
      ...DONE,
      state: 'waiting',
      notBefore: NOW,
      attempt: 4,
      nextAttemptAt: NOW,
      pending: [{ ...MISSED, requests: 0, dueAt: NOW, personDone: true }],
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
      lastCode: 'UNAVAILABLE',
    };
    const waiting = {
      ...DONE,
      state: 'waiting' as const,
      pending: [other],
      nextAttemptAt: other.dueAt,
    };
    const replayed = replay(waiting, NOW);
    assert.equal(replayed?.nextAttemptAt, NOW);
    assert.deepEqual(replayed.pending?.[0], other);
  });

  it('knows whose person is done with: who was reached or reported, not who is unreached or pending', () => {
    const of = (uid: string, deviceId: string) => ({ uid, deviceId, reason: 'comment' });
    const waits = { requests: 0, dueAt: NOW + 1 };
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
    );
    const again = (replayed?.pending ?? []).filter(({ deviceId }) => deviceId === 'a');
    assert.deepEqual(
      again.filter((each) => each.personDone).map(({ uid }) => uid),
      ['reached', 'told'],
    );
    assert.deepEqual(replayed?.unreached, ['other']);
    assert.ok(!('unreached' in (replay(DONE, NOW) ?? {})));
  });

  it('leaves an attempt alone that is sending, and what has nothing expired', () => {
    assert.equal(replay({ ...DONE, state: 'sending' }, NOW), undefined);
    const { expired: _, ...never } = DONE;
    assert.equal(replay(never, NOW), undefined);
    assert.equal(replay({ ...DONE, expired: [] }, NOW), undefined);
  });
});

describe('A replay of a delivery', () => {
  const PLAN = planOf([pushTo('a'), pushTo('b')]);

  async function expired(): Promise<World> {
    const world = new World();
    world.now += LIMITS.maxAgeMs;
    await deliver(DELIVERY, PLAN, world.process().ports);
    assert.deepEqual(recordIn(world).counts, { expired: 2 });
    return world;
  }
  const task = (world: World) => resume(ID, () => PLAN, world.process().ports, 'task');

  it('sends once, however many ask for it at once', async () => {
    const world = await expired();
    const asked = await Promise.all(
      Array.from({ length: 5 }, () => replayDelivery(ID, world.process().ports)),
    );
    assert.equal(asked.filter(({ became }) => became === 'sent again').length, 1);
    assert.equal(world.tasks.size, 1);
    await task(world);
    assert.deepEqual([...world.accepted.values()], [1, 1]);
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
    const { became } = await replayDelivery(ID, world.process().ports);
    assert.equal(became, 'nothing expired');
  });

  it('makes the task that an earlier one died before making', async () => {
    const world = await expired();
    world.broken.push('scheduleRetry');
    await assert.rejects(replayDelivery(ID, world.process().ports), /scheduleRetry is broken/);
    assert.equal(world.tasks.size, 0);
    const { became } = await replayDelivery(ID, world.process().ports);
    assert.equal(became, 'waits already');
    assert.equal(world.tasks.size, 1);
  });
});
