import assert from 'node:assert/strict';
import { deliver, resume } from '../../../functions/src/delivery/deliver.ts';
import type { DeliveryRecord } from '../../../functions/src/delivery/record.ts';
import { replay } from '../../../functions/src/delivery/replay.ts';
import { replayDelivery } from '../../../ops/replay-delivery.ts';
import { LIMITS, pushTo, World } from './world.ts';

const MISSED = { uid: 'mina', deviceId: 'a', reason: 'comment' };
const DONE: DeliveryRecord = {
  about: {},
  state: 'done',
  bornAt: 0,
  run: 3,
  leaseUntil: 60_000,
  owed: [],
  counts: { delivered: 2, expired: 1 },
  expired: [MISSED],
};
const NOW = 20_000_000;

describe('replay', () => {
  it('owes again what has expired, with all its time, under a number no task has had', () => {
    assert.deepEqual(replay(DONE, NOW), {
      ...DONE,
      state: 'waiting',
      bornAt: NOW,
      run: 4,
      nextAt: NOW,
      owed: [{ ...MISSED, tries: 0, dueAt: NOW }],
      counts: { delivered: 2 },
      expired: [],
    });
  });

  it('keeps the time of what still waits for FCM', () => {
    const other = { ...MISSED, deviceId: 'b', tries: 2, dueAt: NOW + 300_000, last: 'UNAVAILABLE' };
    const waiting = { ...DONE, state: 'waiting' as const, owed: [other], nextAt: other.dueAt };
    const replayed = replay(waiting, NOW);
    assert.equal(replayed?.nextAt, NOW);
    assert.deepEqual(replayed.owed[0], other);
  });

  it('leaves a run alone that is sending, and what has nothing expired', () => {
    assert.equal(replay({ ...DONE, state: 'sending' }, NOW), undefined);
    const { expired: _, ...never } = DONE;
    assert.equal(replay(never, NOW), undefined);
    assert.equal(replay({ ...DONE, expired: [] }, NOW), undefined);
  });

  it('goes on counting those whom a record of an earlier version does not name', () => {
    const counts = { expired: 3 };
    assert.deepEqual(replay({ ...DONE, counts }, NOW)?.counts, { expired: 2 });
  });
});

describe('A replay of a delivery', () => {
  const pushes = [pushTo('a'), pushTo('b')];

  async function expired(): Promise<World> {
    const world = new World();
    world.now += LIMITS.maxAgeMs;
    const delivery = { id: 'x', about: {}, bornAt: 1_000_000 };
    await deliver(delivery, pushes, world.process().ports, async () => pushes);
    assert.deepEqual(world.records.get('x')?.record.counts, { expired: 2 });
    return world;
  }
  const task = (world: World) => resume('x', world.process().ports, async () => pushes, 'task');

  it('sends once, however many ask for it at once', async () => {
    const world = await expired();
    const asked = await Promise.all(
      Array.from({ length: 5 }, () => replayDelivery('x', world.process().ports)),
    );
    assert.equal(asked.filter(({ became }) => became === 'sent again').length, 1);
    assert.equal(world.tasks.size, 1);
    await task(world);
    assert.deepEqual([...world.accepted.values()], [1, 1]);
    assert.deepEqual(world.records.get('x')?.record.counts, { delivered: 2 });
    const { became } = await replayDelivery('x', world.process().ports);
    assert.equal(became, 'nothing expired');
  });

  it('makes the task that an earlier one died before making', async () => {
    const world = await expired();
    world.broken.push('wake');
    await assert.rejects(replayDelivery('x', world.process().ports), /wake is broken/);
    assert.equal(world.tasks.size, 0);
    const { became } = await replayDelivery('x', world.process().ports);
    assert.equal(became, 'waits already');
    assert.equal(world.tasks.size, 1);
  });
});
