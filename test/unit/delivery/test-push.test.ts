import assert from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { sendTestPush } from '../../../functions/src/delivery/test-push.ts';
import type { Answer } from '../../../functions/src/fcm/outcome.ts';
import { composeTestPayload } from '../../../functions/src/message/payload.ts';
import { DOWN, OK, UNREGISTERED, World } from './world.ts';

/** FCM blames the token, which nothing here proves to be dead. */
const REFUSED = JSON.stringify({
  error: { details: [{ fieldViolations: [{ field: 'message.token' }] }] },
});

describe('a test push', () => {
  const ANSWERS: Readonly<Record<string, Answer>> = {
    android: OK,
    ios: UNREGISTERED,
    web: DOWN,
    refused: { status: 400, body: REFUSED },
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

  it('goes to each device in its language, and tells what became of it', async () => {
    const world = new World();
    world.fcm = (token) => ANSWERS[token] ?? assert.fail(token);
    assert.deepEqual(await sendTestPush(user, world.process().ports), [
      { deviceId: 'a', outcome: 'delivered' },
      { deviceId: 'b', outcome: 'unregistered', errorCode: 'UNREGISTERED' },
      { deviceId: 'c', outcome: 'unavailable', errorCode: 'HTTP_503' },
      { deviceId: 'd', outcome: 'tokenRefused', errorCode: 'HTTP_400' },
    ]);
    assert.deepEqual(
      world.sent,
      (
        [
          ['android', 'ko'],
          ['ios', 'en'],
          ['web', 'de'],
          ['refused', 'ko'],
        ] as const
      ).map(([token, language]) => ({
        to: { token },
        platform: token === 'refused' ? 'android' : token,
        payload: composeTestPayload(language, 'comments', world.now),
      })),
    );
  });

  it('has the device that is dead removed, and leaves neither record nor task', async () => {
    const world = new World();
    world.fcm = (token) => ANSWERS[token] ?? assert.fail(token);
    const forgotten: unknown[] = [];
    const { ports } = world.process();
    await sendTestPush(user, { ...ports, forget: async (dead) => void forgotten.push(...dead) });
    const payload = composeTestPayload('en', 'comments', world.now);
    const target = { token: 'ios' };
    assert.deepEqual(forgotten, [
      { uid: 'mina', deviceId: 'b', reason: 'test', platform: 'ios', target, payload },
    ]);
    assert.deepEqual([world.records.size, world.tasks.size], [0, 0]);
  });
});
