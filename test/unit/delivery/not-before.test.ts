import assert from 'node:assert/strict';
import { deliver, RetryLater } from '../../../functions/src/delivery/deliver.ts';
import type { Push } from '../../../functions/src/fcm/message.ts';
import { DELIVERY, ID, recordIn, retry, start } from './one-delivery.ts';
import { LIMITS, pushTo, World } from './world.ts';

describe('A delivery that waits for its undo window', () => {
  const OPENS = 1_060_000;
  const plan = (pushes: readonly Push[]) => ({
    first: () => assert.fail('what was read at the event may have been taken back'),
    retry: async () => pushes,
    notBefore: OPENS,
  });

  it('composes nothing before, and for everybody then', async () => {
    const world = new World();
    const { ports } = world.process();
    await deliver(DELIVERY, plan([pushTo('a')]), ports);
    assert.equal(recordIn(world).state, 'waiting');
    assert.equal(world.tasks.get(`${ID}-0`)?.at, OPENS);
    assert.equal(world.writes, 1);
    await deliver(DELIVERY, plan([pushTo('a')]), ports);
    await assert.rejects(retry(world, [pushTo('a')]), RetryLater);
    world.now = OPENS;
    await retry(world, [pushTo('a'), pushTo('b')]);
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
    await deliver(DELIVERY, plan([pushTo('a')]), ports);
    assert.equal(world.sent.length, 2);
  });

  it('is scheduled by the event that comes again, where it could not be', async () => {
    const world = new World();
    world.broken.push('scheduleRetry');
    const again = () => deliver(DELIVERY, plan([pushTo('a')]), world.process().ports);
    await assert.rejects(again(), /scheduleRetry is broken/);
    await again();
    assert.equal(world.tasks.get(`${ID}-0`)?.at, OPENS);
    assert.equal(world.writes, 1);
  });

  it('pushes nothing that was taken back in it', async () => {
    const world = new World();
    await deliver(DELIVERY, plan([]), world.process().ports);
    world.now = OPENS;
    await retry(world, []);
    assert.equal(recordIn(world).state, 'done');
    assert.deepEqual(world.sent, []);
  });

  it('composes at once where its event comes after it', async () => {
    const world = new World();
    world.now = OPENS;
    await deliver(DELIVERY, plan([pushTo('a')]), world.process().ports);
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });

  it('has its whole life after it', async () => {
    const world = new World();
    world.now = OPENS + LIMITS.maxAgeMs - 1;
    await deliver(DELIVERY, plan([pushTo('a')]), world.process().ports);
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });
});

describe('A push that its person wants in the morning', () => {
  const MORNING = 1_000_000 + 8 * 60 * 60_000;
  const sleeper = { ...pushTo('a'), notBefore: MORNING };

  it('waits for it without a request, and is composed anew', async () => {
    const world = new World();
    await start(world, [sleeper, pushTo('b')]);
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
    assert.equal(recordIn(world).nextAttemptAt, MORNING);
    assert.equal(world.sent.length, 1);
    world.now = MORNING + LIMITS.maxAgeMs - 1;
    await retry(world, [pushTo('a')]);
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
  });

  it('is given up when it is too old, counted from then, however often it is put off', async () => {
    const world = new World();
    await start(world, [sleeper]);
    world.now = MORNING;
    await retry(world, [{ ...sleeper, notBefore: MORNING + LIMITS.maxAgeMs - 1 }]);
    assert.equal(recordIn(world).state, 'waiting');
    world.now = MORNING + LIMITS.maxAgeMs - 1;
    await retry(world, [{ ...sleeper, notBefore: MORNING + LIMITS.maxAgeMs }]);
    assert.deepEqual(recordIn(world).counts, { expired: 1 });
    assert.deepEqual(world.sent, []);
  });
});
