import assert from 'node:assert/strict';
import { deliver, RetryLater, recordSkipped } from '../../../functions/src/delivery/deliver.ts';
import { DELIVERY, planOf, recordIn, retry, start } from './one-delivery.ts';
import { LIMITS, pushTo, World } from './world.ts';

describe('recordSkipped', () => {
  it('says why in one write', async () => {
    const world = new World();
    const { ports } = world.process();
    await recordSkipped({ ...DELIVERY, createdAt: 5 }, 'no post', ports);
    assert.equal(world.writes, 1);
    const { state, createdAt, about: said } = recordIn(world);
    assert.deepEqual(
      { state, createdAt, said },
      { state: 'done', createdAt: 5, said: { ...DELIVERY.about, skipped: 'no post' } },
    );
    assert.equal(world.logged.length, 1);
  });

  it('is written over once there is somebody to tell, by one of twenty at once', async () => {
    for (const notBefore of [undefined, 1_000_000 + 60_000]) {
      const world = new World();
      const { ports } = world.process();
      await recordSkipped(DELIVERY, 'no post', ports);
      await recordSkipped(DELIVERY, 'no post', ports);
      assert.equal(world.writes, 1);
      const plan = { ...planOf([pushTo('a')]), ...(notBefore && { notBefore }) };
      const runs = Array.from({ length: 20 }, () => deliver(DELIVERY, plan, ports));
      for (const run of await Promise.allSettled(runs)) {
        if (run.status === 'rejected') assert.ok(run.reason instanceof RetryLater);
      }
      if (notBefore !== undefined) {
        world.now = notBefore;
        await retry(world, [pushTo('a')]);
      }
      assert.deepEqual(recordIn(world).about, DELIVERY.about);
      assert.deepEqual(recordIn(world).counts, { delivered: 1 });
      assert.equal(world.sent.length, 1);
    }
  });

  it('withdraws what an attempt left that died', async () => {
    const world = new World();
    const doomed = world.process(1);
    await Promise.race([start(world, [pushTo('a')], doomed), doomed.death]);
    world.now += LIMITS.leaseMs;
    await recordSkipped({ ...DELIVERY, createdAt: 5 }, 'no post', world.process().ports);
    assert.equal(recordIn(world).state, 'done');
  });
});
