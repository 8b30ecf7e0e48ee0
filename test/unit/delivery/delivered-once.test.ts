import assert from 'node:assert/strict';
import { RetryLater } from '../../../functions/src/delivery/deliver.ts';
import { recordIn, start } from './one-delivery.ts';
import { LIMITS, pushTo, World } from './world.ts';

describe('deliver', () => {
  it('sends nothing for an event that is delivered again', async () => {
    const world = new World();
    const pushes = [pushTo('a')];
    await start(world, pushes);
    await start(world, pushes);
    assert.equal(world.accepted.get('token-of-a'), 1);
  });

  it('lets one of twenty at once send, and calls the others back later', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b')];
    const runs = await Promise.allSettled(Array.from({ length: 20 }, () => start(world, pushes)));
    assert.deepEqual([...world.accepted.values()], [1, 1]);
    for (const run of runs) {
      if (run.status === 'rejected') assert.ok(run.reason instanceof RetryLater);
    }
  });

  it('takes over from a process that died, when its lease has run out', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b'), pushTo('c')];
    const doomed = world.process(2);
    await Promise.race([start(world, pushes, doomed), doomed.death]);
    assert.equal(recordIn(world).pending, undefined, 'it had not written down who is pending');
    await assert.rejects(start(world, pushes), RetryLater);
    world.now += LIMITS.leaseMs;
    await start(world, pushes);
    assert.deepEqual(recordIn(world).counts, { delivered: 3 });
    assert.ok([...world.accepted.values()].every((times) => times <= 2));
  });

  it('repeats no round that was written down before the process died', async () => {
    const world = new World();
    const pushes = Array.from({ length: 250 }, (_, i) => pushTo(`d${i}`));
    const doomed = world.process(150);
    await Promise.race([start(world, pushes, doomed), doomed.death]);
    world.now += LIMITS.leaseMs;
    await start(world, pushes);
    assert.equal(world.accepted.size, 250);
    const repeated = [...world.accepted.values()].filter((times) => times > 1).length;
    assert.ok(repeated <= 50, `${repeated} repeated`);
  });

  it('delivers once whichever write Firestore refuses once', async () => {
    for (const broken of ['create', 'replace'] as const) {
      const world = new World();
      world.broken.push(broken);
      const pushes = [pushTo('a'), pushTo('b')];
      await start(world, pushes).catch(() => start(world, pushes));
      assert.deepEqual([...world.accepted.values()], [1, 1], broken);
      assert.equal(recordIn(world).state, 'done', broken);
    }
  });
});
