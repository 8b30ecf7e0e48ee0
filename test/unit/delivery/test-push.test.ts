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

describe('A test push', () => {
  it('goes to each device in its language, tells what became of it, and removes the dead', async () => {
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
    const world = new World();
    world.fcm = (token) => ANSWERS[token] ?? assert.fail(token);
    const forgotten: unknown[] = [];
    const forget = async (dead: readonly unknown[]) => void forgotten.push(...dead);
    assert.deepEqual(await sendTestPush(user, { ...world.process().ports, forget }), [
      { deviceId: 'a', outcome: 'delivered' },
      { deviceId: 'b', outcome: 'unregistered', errorCode: 'UNREGISTERED' },
      { deviceId: 'c', outcome: 'unavailable', errorCode: 'HTTP_503' },
      { deviceId: 'd', outcome: 'tokenRefused', errorCode: 'HTTP_400' },
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
