import assert from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { sendRound } from '../../../functions/src/delivery/send-round.ts';
import { sendTestPush } from '../../../functions/src/delivery/test-push.ts';
import { targetId } from '../../../functions/src/fcm/message.ts';
import { type Answer, classify } from '../../../functions/src/fcm/outcome.ts';
import { composeTestPayload } from '../../../functions/src/message/payload.ts';
import { DOWN, OK, pushTo, tokenOf, UNREGISTERED, World } from './world.ts';

const PUSHES = [pushTo('a'), pushTo('b'), pushTo('c')];
const refusal = (status: number, error: object): Answer => ({
  status,
  body: JSON.stringify({ error: { message: 'why', ...error } }),
});
const REFUSED = refusal(400, {
  status: 'INVALID_ARGUMENT',
  details: [{ fieldViolations: [{ field: 'message.token' }] }],
});
const FOREIGN = refusal(403, { details: [{ errorCode: 'SENDER_ID_MISMATCH' }] });

/** The result of a request that would start too late. */
const UNASKED = classify({ unasked: 'TOO_LATE', retryAfterMs: 1_000 }, 0);

/** Sends to a, b and c. FCM accepts the push to b. */
async function sent(answer: Answer, world = new World(), isDead = false) {
  world.fcm = (device) => (device === tokenOf('b') ? OK : answer);
  const accepted: string[] = [];
  const refused = {
    accepted: (push: { deviceId: string }) => void accepted.push(push.deviceId),
    isProvedDead: async () => isDead,
  };
  const all = await sendRound(PUSHES, world.process(), refused, 1_000_000);
  const results = all.map(({ result }) => result);
  return { world, accepted, kinds: results.map(({ kind }) => kind), results };
}

describe('After a round', () => {
  const devices = ['a', 'c'].map((id) => targetId(pushTo(id).target));
  for (const [kind, event, answer, detail] of [
    ['projectBroken', 'fcm.project_broken', refusal(401, {}), '401 why'],
    ['messageRefused', 'fcm.message_refused', refusal(400, {}), '400 why'],
    ['tokenRefused', 'fcm.token_refused', REFUSED, '400 INVALID_ARGUMENT why'],
    ['senderMismatch', 'fcm.sender_mismatch', FOREIGN, '403 SENDER_ID_MISMATCH why'],
  ] as const) {
    it(`all devices with ${kind} are in one line of the log`, async () => {
      const { world, kinds, accepted } = await sent(answer);
      assert.deepEqual(kinds, [kind, 'delivered', kind]);
      assert.equal(world.logged.length, 1);
      assert.partialDeepStrictEqual(world.logged[0], { event, fields: { devices, detail } });
      assert.deepEqual(world.forgotten, []);
      assert.deepEqual(world.marked, kind === 'senderMismatch' ? ['mina/a', 'mina/c'] : []);
      assert.deepEqual(accepted, ['b']);
    });
  }

  for (const [kind, answer] of [
    ['unregistered', UNREGISTERED],
    ['tokenRemoved', REFUSED],
  ] as const) {
    it(`dead devices are removed, and nothing is logged: ${kind}`, async () => {
      const { world, kinds } = await sent(answer, undefined, true);
      assert.deepEqual(kinds, [kind, 'delivered', kind]);
      assert.deepEqual(world.forgotten, ['mina/a', 'mina/c']);
      assert.deepEqual([world.logged, world.marked], [[], []]);
    });
  }

  it('other devices are neither removed nor marked', async () => {
    const world = new World();
    world.broken.push('forget', 'mark');
    const { kinds } = await sent(DOWN, world);
    assert.deepEqual(kinds, ['unavailable', 'delivered', 'unavailable']);
    assert.deepEqual([world.logged, world.broken.length], [[], 2]);
  });

  it('only the dead devices are retried if their removal failed', async () => {
    const world = new World();
    world.broken.push('forget');
    const { results } = await sent(UNREGISTERED, world);
    const error = 'Error: forget is broken';
    const again = { kind: 'unavailable', code: 'REMOVAL_FAILED', detail: error };
    assert.deepEqual(results, [again, { kind: 'delivered' }, again]);
    const fields = { devices: 2, error };
    assert.deepEqual(world.logged, [{ event: 'devices.removal_failed', fields }]);
  });

  it('a device that could not be marked is logged, and is not retried', async () => {
    const world = new World();
    world.broken.push('mark');
    const { kinds } = await sent(FOREIGN, world);
    assert.deepEqual(kinds, ['senderMismatch', 'delivered', 'senderMismatch']);
    const fields = { devices: 2, error: 'Error: mark is broken' };
    assert.deepEqual(world.logged[1], { event: 'devices.marking_failed', fields });
  });

  it('FCM is not asked about held and postponed pushes, or after the time limit', async () => {
    const world = new World();
    const ports = world.process();
    const [a, b, c] = [pushTo('a'), pushTo('b'), pushTo('c')];
    const pushes = [
      { ...a, held: true } as const,
      { ...b, notBefore: world.now + 1 },
      { ...c, notBefore: world.now },
    ];
    const all = await sendRound(pushes, ports, undefined, 7);
    assert.deepEqual(
      all.map(({ result }) => result),
      [{ kind: 'held' }, { kind: 'postponed', until: world.now + 1 }, UNASKED],
    );
    world.now = 7;
    await sendRound([c], world.process(), undefined, 7);
    assert.deepEqual(world.sent, [
      { to: c.target, platform: 'android', payload: c.payload, notAfter: 7 },
    ]);
  });
});

describe('A test push', () => {
  it('goes to each device in its language, returns each outcome, and removes dead devices', async () => {
    const ANSWERS: Readonly<Record<string, Answer>> = {
      android: OK,
      ios: UNREGISTERED,
      web: DOWN,
      refused: REFUSED,
    };
    const user = parseUser('mina', {
      locale: 'ko',
      pushTokens: {
        a: { token: 'android', platform: 'android' },
        b: { token: 'ios', platform: 'ios', locale: 'en' },
        c: { token: 'web', platform: 'web', locale: 'de' },
        d: { token: 'refused', platform: 'android' },
      },
    });
    const world = new World();
    world.fcm = (token) => ANSWERS[token] ?? assert.fail(token);
    const forgotten: unknown[] = [];
    const forget = async (dead: readonly unknown[]) => void forgotten.push(...dead);
    assert.deepEqual(await sendTestPush(user, { ...world.process(), forget }), [
      { deviceId: 'a', outcome: 'delivered' },
      { deviceId: 'b', outcome: 'unregistered', errorCode: 'UNREGISTERED' },
      { deviceId: 'c', outcome: 'unavailable', errorCode: 'HTTP_503' },
      { deviceId: 'd', outcome: 'tokenRefused', errorCode: 'INVALID_ARGUMENT' },
    ]);
    const payloadIn = (language: 'ko' | 'en' | 'de') =>
      composeTestPayload(language, 'comments', world.now);
    assert.deepEqual(world.sent, [
      { to: { token: 'android' }, platform: 'android', payload: payloadIn('ko') },
      { to: { token: 'ios' }, platform: 'ios', payload: payloadIn('en') },
      { to: { token: 'web' }, platform: 'web', payload: payloadIn('de') },
      { to: { token: 'refused' }, platform: 'android', payload: payloadIn('ko') },
    ]);
    const [target, reason] = [{ token: 'ios' }, 'test'];
    const payload = payloadIn('en');
    assert.deepEqual(forgotten, [
      { uid: 'mina', deviceId: 'b', reason, platform: 'ios', target, payload },
    ]);
    assert.deepEqual([world.records.size, world.tasks.size], [0, 0]);
  });
});
