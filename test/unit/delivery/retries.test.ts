import assert from 'node:assert/strict';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import { commented, DOWN, LIMITS, OK, tokenOf, type World } from './world.ts';

/** Mina has these phones, and there is a comment on her post. */
function toPhones(...devices: string[]): World {
  const world = commented();
  world.person('mina', devices);
  return world;
}
const only = (device: string, answer: Answer) => (asked: string) =>
  asked === tokenOf(device) ? answer : OK;

describe('A retry', () => {
  it('is for the device that failed, at its time', async () => {
    const world = toPhones('a', 'b');
    world.fcm = only('a', DOWN);
    await world.event();
    const [task = assert.fail()] = world.tasks.values();
    assert.equal(task.at, world.now + LIMITS.unavailableMs);
    await world.task(world.process(), { ...task });
    await world.event();
    assert.deepEqual(world.received, ['b comment'], 'neither a task nor an event makes it earlier');
    world.now = task.at;
    world.fcm = () => OK;
    await world.runDue();
    assert.deepEqual(world.received, ['b comment', 'a comment']);
    assert.deepEqual(world.record().counts, { delivered: 2 });
    assert.equal(world.tasks.size, 1);
  });

  it('reads only the users whose devices are due, and no followers', async () => {
    const world = commented(['sora', 'yuna']);
    world.fcm = (device) =>
      device === tokenOf('yuna')
        ? OK
        : { ...DOWN, retryAfter: device === tokenOf('sora') ? '20' : '90' };
    await world.event();
    world.now += 20_000;
    const { process, calls } = world.watched();
    await world.runDue(process);
    const read = calls.filter((call) => call.startsWith('users:') || call.startsWith('followers:'));
    assert.deepEqual(read, ['users:sora']);
  });

  it('waits for each device as long as FCM asked', async () => {
    const world = toPhones('a', 'b');
    const busy: Answer = { status: 429, retryAfter: '300', body: '' };
    world.fcm = (device) => (device === tokenOf('a') ? busy : DOWN);
    await world.event();
    const waits = world.record().pending?.map(({ dueAt }) => dueAt - world.now);
    assert.deepEqual(waits, [300_000, LIMITS.unavailableMs]);
    world.now += LIMITS.unavailableMs;
    world.fcm = () => OK;
    await world.runDue();
    assert.deepEqual(world.received, ['b comment']);
    assert.equal(world.record().nextAttemptAt, 1_300_000);
  });

  it('uses current data, even if the event comes again with old data', async () => {
    const world = toPhones('a', 'b');
    world.fcm = () => DOWN;
    await world.event();
    world.documents.set('posts/p/comments/c', { authorId: 'joon', text: 'Edited' });
    world.person('mina', ['a']);
    world.fcm = () => OK;
    world.now += LIMITS.unavailableMs;
    await world.event();
    assert.deepEqual(world.record().counts, { delivered: 1, withdrawn: 1 });
    assert.equal(world.sent.at(-1)?.payload.notification?.body, 'Edited');
  });

  it('withdraws the pushes of a deleted document', async () => {
    const world = toPhones('a', 'b');
    world.fcm = () => DOWN;
    await world.event();
    world.documents.delete('posts/p/comments/c');
    world.now += LIMITS.unavailableMs;
    await world.runDue();
    const { state, skipped, counts, pending } = world.record();
    assert.deepEqual([state, skipped, counts, pending], ['done', 'deleted', { withdrawn: 2 }, []]);
    assert.equal(world.sent.length, 2);
  });

  it('sets a time to live that ends when the push expires', async () => {
    const world = toPhones('a');
    world.fcm = () => DOWN;
    await world.event();
    world.now += LIMITS.maxAgeMs / 4;
    await world.runDue();
    const ttls = world.sent.map(({ payload }) => payload.android?.ttl);
    assert.deepEqual(ttls, ['14400s', '10800s']);
  });
});

describe('A push that is too old', () => {
  it('expires between two rounds', async () => {
    const world = toPhones('a', 'b');
    world.now += LIMITS.maxAgeMs - 1;
    world.fcm = () => {
      world.now += 1;
      return OK;
    };
    await world.event(world.process({ limits: { ...LIMITS, roundSize: 1 } }));
    assert.deepEqual(world.received, ['a comment']);
    assert.deepEqual(world.record().counts, { delivered: 1, expired: 1 });
  });
});

describe('A run that is slow', () => {
  for (const [msPerSend, sent] of [
    [300, 200],
    [301, 100],
  ] as const) {
    it(`starts no round after half a minute and continues by a task: ${msPerSend} ms a push`, async () => {
      const world = toPhones(...Array.from({ length: 250 }, (_, index) => `d${index}`));
      world.fcm = () => {
        world.now += msPerSend;
        return OK;
      };
      await world.event();
      assert.equal(world.sent.length, sent);
      assert.equal(world.record().nextAttemptAt, 1_000_000);
      while ((await world.runDue()) > 0);
      assert.deepEqual(world.record().counts, { delivered: 250 });
      assert.equal(new Set(world.received).size, 250);
    });
  }
});
