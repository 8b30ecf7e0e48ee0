import assert from 'node:assert/strict';
import { react } from '../../../functions/src/delivery/reactions.ts';
import { keyOf, type Result } from '../../../functions/src/delivery/record.ts';
import { sendOnce } from '../../../functions/src/delivery/send-once.ts';
import { type Push, targetId } from '../../../functions/src/fcm/message.ts';
import type { Outcome } from '../../../functions/src/fcm/outcome.ts';
import { DOWN, OK, pushTo, UNREGISTERED, World } from './world.ts';

const [A, B, C] = [pushTo('a'), pushTo('b'), pushTo('c')];
const refusal = { code: 'CODE', detail: '400 CODE' };

/** Reacts to these results of A, B and C. */
async function reactionTo(results: readonly Result[], world = new World()) {
  const pushes = [A, B, C].slice(0, results.length);
  const given = new Map(results.map((result, i) => [keyOf(pushes[i] as Push), result]));
  const before = structuredClone(given);
  const after = await react(pushes, given, world.process().ports);
  assert.deepEqual(given, before, 'what was given is not changed');
  return { world, results: [...after.values()] };
}

describe('A reaction', () => {
  const devices = [targetId(A.target), targetId(C.target)];
  for (const [kind, event] of [
    ['projectBroken', 'fcm.project_broken'],
    ['messageRefused', 'fcm.message_refused'],
    ['tokenRefused', 'fcm.token_refused'],
    ['senderMismatch', 'fcm.sender_mismatch'],
  ] as const) {
    it(`to ${kind} is one line for all its devices`, async () => {
      const bad: Outcome = { kind, ...refusal };
      const { world, results } = await reactionTo([bad, { kind: 'delivered' }, bad]);
      assert.equal(world.logged.length, 1);
      assert.partialDeepStrictEqual(world.logged[0], { event, fields: { devices, ...refusal } });
      assert.deepEqual(results, [bad, { kind: 'delivered' }, bad]);
      assert.deepEqual(world.forgotten, []);
      assert.deepEqual(world.marked, kind === 'senderMismatch' ? ['mina/a', 'mina/c'] : []);
    });
  }

  it('to what is dead is its removal, and nothing is logged of that', async () => {
    const dead: Outcome = { kind: 'unregistered', ...refusal };
    const { world, results } = await reactionTo([{ kind: 'tokenRemoved' }, OTHER, dead]);
    assert.deepEqual(world.forgotten.sort(), ['mina/a', 'mina/c']);
    assert.deepEqual([world.logged, world.marked], [[], []]);
    assert.deepEqual(results, [{ kind: 'tokenRemoved' }, OTHER, dead]);
  });

  it('to what is alive or comes again is none', async () => {
    const world = new World();
    world.broken.push('forget', 'mark');
    await reactionTo([{ kind: 'delivered' }, OTHER, { kind: 'quotaExceeded', ...refusal }], world);
    assert.deepEqual(
      world.logged.map(({ event }) => event),
      ['fcm.quota_exceeded'],
    );
  });

  it('that fails keeps the dead devices for a retry, and those alone', async () => {
    const world = new World();
    world.broken.push('forget');
    const { results } = await reactionTo([{ kind: 'tokenRemoved' }, { kind: 'delivered' }], world);
    const error = 'Error: forget is broken';
    const again = { kind: 'unavailable', code: 'REMOVAL_FAILED', detail: error };
    assert.deepEqual(results, [again, { kind: 'delivered' }]);
    const fields = { devices: 1, error };
    assert.deepEqual(world.logged, [{ event: 'devices.removal_failed', fields }]);
  });

  it('that cannot mark a device is told of, and the device is done', async () => {
    const world = new World();
    world.broken.push('mark');
    const foreign: Outcome = { kind: 'senderMismatch', ...refusal };
    assert.deepEqual((await reactionTo([foreign], world)).results, [foreign]);
    const fields = { devices: 1, error: 'Error: mark is broken' };
    assert.deepEqual(world.logged[1], { event: 'devices.marking_failed', fields });
  });
});

const OTHER: Outcome = { kind: 'unavailable', ...refusal };

describe('sendOnce', () => {
  it('answers what FCM said of each, and reacts, without a record or a retry', async () => {
    const world = new World();
    world.fcm = (token) => ({ 'token-of-a': UNREGISTERED, 'token-of-b': DOWN })[token] ?? OK;
    const sent = await sendOnce([A, B, C], world.process().ports);
    assert.deepEqual(
      sent.map(({ push, outcome }) => [push, outcome.kind]),
      [
        [A, 'unregistered'],
        [B, 'unavailable'],
        [C, 'delivered'],
      ],
    );
    assert.deepEqual(world.sent[0], { to: A.target, platform: 'android', payload: A.payload });
    assert.deepEqual(world.forgotten, ['mina/a']);
    assert.deepEqual([world.writes, world.tasks.size], [0, 0]);
  });
});
