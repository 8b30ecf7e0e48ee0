import assert from 'node:assert/strict';
import { ComeBackLater, deliver, resume } from '../../../functions/src/delivery/deliver.ts';
import type { Push } from '../../../functions/src/delivery/message.ts';
import type { Answer } from '../../../functions/src/delivery/outcome.ts';
import { DOWN, LIMITS, OK, pushTo, UNREGISTERED, World } from './world.ts';

const ID = 'delivery';
const about = { postId: 'p', commentId: 'c' };

function start(
  world: World,
  pushes: readonly Push[] | Promise<readonly Push[]>,
  process: Pick<ReturnType<World['process']>, 'ports'> = world.process(),
) {
  const delivery = { id: ID, about, bornAt: 1_000_000 };
  return deliver(delivery, pushes, process.ports, async ({ owed }) => {
    assert.ok(owed.length > 0, 'a record that names nobody cannot be composed for');
    return pushes;
  });
}

function retry(world: World, pushes: readonly Push[], process = world.process()) {
  return resume(ID, process.ports, async () => pushes, 'task');
}

const recordIn = (world: World) => {
  const found = world.records.get(ID);
  assert.ok(found);
  return found.record;
};

describe('deliver', () => {
  it('costs two writes when all is well', async () => {
    const world = new World();
    await start(world, [pushTo('a'), pushTo('b')]);
    assert.equal(world.writes, 2);
    assert.equal(recordIn(world).state, 'done');
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
    assert.equal(world.tasks.size, 0);
  });

  it('costs one write when nobody is to hear', async () => {
    const world = new World();
    await start(world, []);
    assert.equal(world.writes, 1);
    assert.equal(recordIn(world).state, 'done');
  });

  it('claims its record while the pushes are still being composed', async () => {
    const world = new World();
    const composing = Promise.withResolvers<Push[]>();
    const run = start(world, composing.promise);
    await new Promise(setImmediate);
    assert.equal(recordIn(world).state, 'sending');
    composing.resolve([pushTo('a')]);
    await run;
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });

  it('gives its claim back when the pushes cannot be composed', async () => {
    const world = new World();
    await assert.rejects(start(world, Promise.reject(new Error('no users'))), /no users/);
    await start(world, [pushTo('a')]);
    assert.deepEqual(recordIn(world).counts, { delivered: 1 });
  });

  it('delivers for one that died before it wrote down who is owed', async () => {
    const world = new World();
    const doomed = world.process(1);
    await Promise.race([start(world, [pushTo('a'), pushTo('b')], doomed), doomed.death]);
    assert.deepEqual(recordIn(world).owed, []);
    world.now += LIMITS.leaseMs;
    await start(world, Promise.resolve([pushTo('a'), pushTo('b')]));
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
  });

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
      if (run.status === 'rejected') assert.ok(run.reason instanceof ComeBackLater);
    }
  });

  it('retries only the device that failed, not before its time', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b')];
    world.fcm = (device) => (device === 'token-of-a' ? DOWN : OK);
    await start(world, pushes);
    const [task] = world.tasks.values();
    assert.equal(task?.at, world.now + LIMITS.unavailableMs);
    await assert.rejects(retry(world, pushes), ComeBackLater);
    world.now = task.at;
    world.fcm = () => OK;
    await retry(world, pushes);
    assert.deepEqual(recordIn(world).counts, { delivered: 2 });
    assert.deepEqual([...world.accepted.values()], [1, 1]);
  });

  it('waits for each device as long as FCM asked', async () => {
    const world = new World();
    const asked: Answer = { status: 429, retryAfter: '300', body: '' };
    world.fcm = (device) => (device === 'token-of-a' ? asked : DOWN);
    await start(world, [pushTo('a'), pushTo('b')]);
    const due = recordIn(world).owed.map((each) => each.dueAt - world.now);
    assert.deepEqual(due, [300_000, LIMITS.unavailableMs]);
    world.now += LIMITS.unavailableMs;
    world.fcm = () => OK;
    await retry(world, [pushTo('a'), pushTo('b')]);
    assert.deepEqual([...world.accepted.keys()], ['token-of-b']);
    assert.equal(world.tasks.get(`${ID}-2`)?.at, 1_300_000);
  });

  it('wakes once for devices that fall due close together, and before its time for none', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b'), pushTo('c')];
    const waits = new Map([
      ['token-of-a', '20'],
      ['token-of-b', '21'],
      ['token-of-c', '22'],
    ]);
    world.fcm = (device) => ({ status: 503, retryAfter: waits.get(device), body: '' });
    await start(world, pushes);
    assert.equal(world.tasks.get(`${ID}-1`)?.at, world.now + 21_000);
    world.fcm = () => OK;
    world.now += 20_999;
    await assert.rejects(retry(world, pushes), ComeBackLater);
    assert.equal(world.accepted.size, 0);
    world.now += 1;
    await retry(world, pushes);
    assert.deepEqual([...world.accepted.keys()], ['token-of-a', 'token-of-b']);
  });

  it('takes over from a process that died, when its lease has run out', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b'), pushTo('c')];
    const doomed = world.process(2);
    await Promise.race([start(world, pushes, doomed), doomed.death]);
    await assert.rejects(start(world, pushes), ComeBackLater);
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

  it('gives up what is too old, and does not schedule what would be', async () => {
    const world = new World();
    world.fcm = () => ({ status: 503, retryAfter: '99999', body: '' });
    await start(world, [pushTo('a')]);
    assert.deepEqual(recordIn(world).counts, { expired: 1 });
    assert.equal(world.tasks.size, 0);

    const late = new World();
    late.now += LIMITS.maxAgeMs;
    await start(late, [pushTo('a')]);
    assert.deepEqual(recordIn(late).counts, { expired: 1 });
    assert.deepEqual(late.sent, []);
  });

  it('counts a device as withdrawn that is gone at the retry', async () => {
    const world = new World();
    world.fcm = () => DOWN;
    await start(world, [pushTo('a')]);
    world.now += LIMITS.unavailableMs;
    await retry(world, []);
    assert.deepEqual(recordIn(world).counts, { withdrawn: 1 });
  });

  it('forgets unregistered devices, and tries again when that fails', async () => {
    const world = new World();
    world.fcm = () => UNREGISTERED;
    world.broken.push('forget');
    await start(world, [pushTo('a')]);
    assert.equal(recordIn(world).state, 'waiting');
    world.now += LIMITS.unavailableMs;
    await retry(world, [pushTo('a')]);
    assert.deepEqual(world.forgotten, ['mina/a']);
    assert.deepEqual(recordIn(world).counts, { unregistered: 1 });
  });

  it('wakes again for a record that waits, when its event comes again before the task did', async () => {
    const world = new World();
    world.fcm = () => DOWN;
    world.broken.push('wake');
    await assert.rejects(start(world, [pushTo('a')]), /wake is broken/);
    assert.equal(world.tasks.size, 0);
    await start(world, [pushTo('a')]);
    assert.equal(world.tasks.size, 1);
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

  it('is not fooled when a write was made but its answer was lost', async () => {
    const world = new World();
    world.fcm = () => DOWN;
    const { ports } = world.process();
    let lost = false;
    const { replace } = ports.records;
    const records = {
      ...ports.records,
      replace: async (...args: Parameters<typeof replace>) => {
        const written = await replace(...args);
        if (lost) return written;
        lost = true;
        throw new Error('UNAVAILABLE');
      },
    };
    await start(world, [pushTo('a')], { ports: { ...ports, records } });
    assert.equal(world.tasks.size, 1, 'the retry is scheduled');
  });
});
