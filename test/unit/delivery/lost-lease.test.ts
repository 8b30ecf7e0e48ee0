import assert from 'node:assert/strict';
import { DELIVERY, ID, recordIn, start } from './one-delivery.ts';
import { DOWN, LIMITS, pushTo, World } from './world.ts';

describe('deliver', () => {
  it('does not write over a run that has taken the record from it', async () => {
    const world = new World();
    const pushes = [pushTo('a')];
    const slow = world.process();
    const held = Promise.withResolvers<void>();
    const ports = {
      ...slow.ports,
      send: async (request: Parameters<typeof slow.ports.send>[0]) => {
        await held.promise;
        return slow.ports.send(request);
      },
    };
    const first = start(world, pushes, { ...slow, ports });
    await new Promise(setImmediate);
    world.now += LIMITS.leaseMs;
    await start(world, pushes);
    const closed = recordIn(world);
    held.resolve();
    await first;
    assert.deepEqual(recordIn(world), closed);
    assert.ok(world.logged.some(({ event }) => event === 'delivery.lease_lost'));
  });

  describe('is not fooled by a write', () => {
    /** `hit` is called in place of the second write, the first after sending. */
    async function closingThrough(
      hit: (write: () => Promise<unknown>, world: World) => Promise<undefined>,
    ) {
      const world = new World();
      world.fcm = () => DOWN;
      const { ports } = world.process();
      let writes = 0;
      const { replace } = ports.records;
      const records = {
        ...ports.records,
        replace: async (...args: Parameters<typeof replace>) => {
          writes += 1;
          return writes === 1 ? hit(() => replace(...args), world) : replace(...args);
        },
      };
      await start(world, [pushTo('a')], { ports: { ...ports, records } });
      return { world, writes };
    }
    const lost = (world: World) =>
      world.logged.filter(({ event }) => event === 'delivery.lease_lost');

    it('that was made but whose answer was lost', async () => {
      const { world, writes } = await closingThrough(async (write) => {
        await write();
        throw new Error('UNAVAILABLE');
      });
      assert.equal(world.tasks.size, 1, 'the retry is scheduled');
      assert.deepEqual(lost(world), []);
      assert.equal(writes, 2);
    });

    it('that failed, after which another attempt took over', async () => {
      const { world } = await closingThrough(async (_write, world) => {
        world.now += LIMITS.leaseMs;
        await start(world, [pushTo('a')]);
        throw new Error('UNAVAILABLE');
      });
      assert.equal(lost(world).length, 1);
      assert.deepEqual(lost(world)[0]?.fields, { delivery: ID, ...DELIVERY.about });
      assert.equal(recordIn(world).attempt, 2);
    });

    it('that failed, after which the record was deleted', async () => {
      const { world } = await closingThrough(async (_write, world) => {
        world.records.clear();
        throw new Error('UNAVAILABLE');
      });
      assert.equal(lost(world).length, 1);
      assert.equal(world.tasks.size, 0);
    });

    it('that was refused: it asks no further', async () => {
      const { world, writes } = await closingThrough(async () => undefined);
      assert.equal(lost(world).length, 1);
      assert.equal(writes, 1);
    });
  });
});
