import assert from 'node:assert/strict';
import { collapseId, composeTestPayload } from '../../../functions/src/comments/payload.ts';
import { payloadsFor, pushesTo } from '../../../functions/src/comments/pushes.ts';
import { parseUser } from '../../../functions/src/comments/user.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const comment = {
  postId: 'post-1',
  commentId: 'comment-1',
  authorId: 'joon',
  text: 'Nice photo!',
  mentions: [],
};

describe('the pushes to one person', () => {
  const compose = payloadsFor(comment, { ttlSeconds: 60, now: NOW });
  const mina = parseUser('mina', {
    locale: 'ko',
    notificationSettings: { quietHours: { start: '11:00', end: '13:00' } },
    pushTokens: {
      a: { token: 'a', platform: 'web', timeZone: 'Asia/Seoul' },
      b: { fid: 'b', platform: 'ios', timeZone: 'Asia/Seoul', locale: 'en' },
      c: { token: 'c', platform: 'android', timeZone: 'UTC' },
      d: { token: 'd', platform: 'android', timeZone: 'Asia/Seoul', locale: 'ko-KR' },
    },
  });

  it('are one for each device, in its language and hours', () => {
    const pushes = pushesTo(mina, 'reply', compose, NOW);
    assert.deepEqual(
      pushes.map(({ payload, ...push }) => ({ ...push, title: payload.notification?.title })),
      [
        { deviceId: 'a', target: { token: 'a' }, platform: 'web', title: '익명 사용자님의 답글' },
        { deviceId: 'b', target: { fid: 'b' }, platform: 'ios', title: 'Someone replied to you' },
        {
          deviceId: 'c',
          target: { token: 'c' },
          platform: 'android',
          title: '익명 사용자님의 답글',
        },
        {
          deviceId: 'd',
          target: { token: 'd' },
          platform: 'android',
          title: '익명 사용자님의 답글',
        },
      ].map((push) => ({ uid: 'mina', reason: 'reply', ...push })),
    );
    const priorities = pushes.map(({ payload }) => payload.android?.priority);
    assert.deepEqual(priorities, ['HIGH', 'HIGH', 'NORMAL', 'HIGH']);
  });

  it('share a payload that was composed once', () => {
    const [a, b, c, d] = pushesTo(mina, 'comment', compose, NOW);
    const [other] = pushesTo({ ...mina, uid: 'sora' }, 'comment', compose, NOW);
    assert.equal(a?.payload, d?.payload);
    assert.equal(a?.payload, other?.payload);
    assert.equal(new Set([a?.payload, b?.payload, c?.payload]).size, 3);
    const [counted] = pushesTo(mina, 'comment', compose, NOW, { silent: false, badge: 2 });
    assert.notEqual(a?.payload, counted?.payload);
    const [reply] = pushesTo(mina, 'reply', compose, NOW);
    assert.notEqual(a?.payload, reply?.payload);
  });
});

describe('the collapse ID', () => {
  it('tells comments of equal IDs under different posts apart, and fits APNs', () => {
    const ids = [collapseId('a', 'bc'), collapseId('ab', 'c'), collapseId('a', 'c')];
    assert.equal(new Set(ids).size, 3);
    for (const id of [...ids, collapseId('글'.repeat(500), 'c'.repeat(1500))]) {
      assert.match(id, /^[\w-]{32}$/u);
    }
  });
});

describe('the test push', () => {
  it('alerts in the language of the device, and is gone soon', () => {
    assert.deepEqual(composeTestPayload('ko', NOW), {
      notification: { title: '테스트 알림', body: '이 기기에 알림이 정상적으로 도착합니다.' },
      data: { type: 'test', title: '테스트 알림', body: '이 기기에 알림이 정상적으로 도착합니다.' },
      android: {
        priority: 'HIGH',
        ttl: '60s',
        notification: { tag: 'test', channelId: 'comments', defaultSound: true },
      },
      apns: {
        headers: {
          'apns-push-type': 'alert',
          'apns-collapse-id': 'test',
          'apns-priority': '10',
          'apns-expiration': String(NOW / 1000 + 60),
        },
        payload: { aps: { 'interruption-level': 'active', sound: 'default' } },
      },
      webpush: { headers: { TTL: '60', Urgency: 'high' }, notification: { tag: 'test' } },
    });
  });
});
