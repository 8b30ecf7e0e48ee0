import assert from 'node:assert/strict';
import { deliver, RetryLater, resume } from '../../../functions/src/delivery/deliver.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import { DELIVERY, ID, recordIn, retry, start } from './one-delivery.ts';
import { DOWN, LIMITS, OK, pushTo, UNREGISTERED, World } from './world.ts';

describe('deliver', () => {
  it('retries only the device that failed, not before its time', async () => {
    const world = new World();
    const pushes = [pushTo('a'), pushTo('b')];
    world.fcm = (device) => (device === 'token-of-a' ? DOWN : OK);
    await start(world, pushes);
    const [task] = world.tasks.values();
    assert.equal(task?.at, world.now + LIMITS.unavailableMs);
    await assert.rejects(retry(world, pushes), RetryLater);
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
    const due = recordIn(world).pending?.map((each) => each.dueAt - world.now);
    assert.deepEqual(due, [300_000, LIMITS.unavailableMs]);
    world.now += LIMITS.unavailableMs;
    world.fcm = () => OK;
    await retry(world, [pushTo('a'), pushTo('b')]);
    assert.deepEqual([...world.accepted.keys()], ['token-of-b']);
    assert.equal(world.tasks.get(`${ID}-2`)?.at, 1_300_000);
  });

  it('comes again once for devices that fall due close together, and before its time for none', async () => {
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
    await assert.rejects(retry(world, pushes), RetryLater);
    assert.equal(world.accepted.size, 0);
    world.now += 1;
    await retry(world, pushes);
    assert.deepEqual([...world.accepted.keys()], ['token-of-a', 'token-of-b']);
  });

  it('composes the retry of what is named by its plan, though the event comes again', async () => {
    const world = new World();
    world.fcm = () => DOWN;
    await start(world, [pushTo('a')]);
    world.now += LIMITS.unavailableMs;
    const plan = { first: async () => [pushTo('a')], retry: async () => [] };
    await deliver(DELIVERY, plan, world.process().ports);
    assert.deepEqual(recordIn(world).counts, { withdrawn: 1 });
  });

  it('schedules the retry anew for a record that waits, when its event comes again before the task did', async () => {
    const world = new World();
    world.fcm = () => DOWN;
    world.broken.push('scheduleRetry');
    await assert.rejects(start(world, [pushTo('a')]), /scheduleRetry is broken/);
    assert.equal(world.tasks.size, 0);
    await start(world, [pushTo('a')]);
    assert.equal(world.tasks.size, 1);
  });

  it('has nothing to do for a task whose record is gone, or who is late', async () => {
    const world = new World();
    await resume(ID, () => assert.fail('no plan'), world.process().ports, 'task');
    await start(world, [pushTo('a')]);
    await resume(ID, () => assert.fail('no plan'), world.process().ports, 'task');
    assert.equal(world.writes, 2);
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

  it('starts no round after half a minute, and goes on by a task', async () => {
    const pushes = Array.from({ length: 250 }, (_, i) => pushTo(`d${i}`));
    for (const [msPerSend, sent] of [
      [300, 200],
      [301, 100],
    ] as const) {
      const world = new World();
      const { ports } = world.process();
      const send: typeof ports.send = (request) => {
        world.now += msPerSend;
        return ports.send(request);
      };
      await start(world, pushes, { ports: { ...ports, send } });
      assert.equal(world.sent.length, sent);
      assert.equal(world.tasks.get(`${ID}-1`)?.at, 1_000_000);
    }
  });
});
