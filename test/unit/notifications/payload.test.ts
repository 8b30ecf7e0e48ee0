import assert from 'node:assert/strict';
import { composePushes, recipients } from '../../../functions/src/notifications/compose-pushes.ts';
import {
  collapseId,
  composePayload,
  composeTestPayload,
} from '../../../functions/src/notifications/payload.ts';
import { parseUser } from '../../../functions/src/notifications/user.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const comment = {
  postId: 'post-1',
  commentId: 'comment-1',
  authorId: 'joon',
  text: 'Nice photo!',
  mentions: [],
};

const ko = { title: '익명 사용자님의 답글', priority: 'HIGH' };
const en = { title: 'Someone replied to you', priority: 'HIGH' };
const lifetime = { ttlSeconds: 60, now: NOW };

describe('the pushes about a comment', () => {
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
    const pushes = composePushes(
      comment,
      recipients(comment, new Map([['mina', 'reply']]), [mina]),
      lifetime,
    );
    assert.deepEqual(
      pushes.map(({ payload: { notification, android }, ...push }) => ({
        ...push,
        title: notification?.title,
        priority: android?.priority,
      })),
      [
        { deviceId: 'a', target: { token: 'a' }, platform: 'web', ...ko },
        { deviceId: 'b', target: { fid: 'b' }, platform: 'ios', ...en },
        { deviceId: 'c', target: { token: 'c' }, platform: 'android', ...ko, priority: 'NORMAL' },
        { deviceId: 'd', target: { token: 'd' }, platform: 'android', ...ko },
      ].map((push) => ({ uid: 'mina', reason: 'reply', ...push })),
    );
  });

  it('share a payload where reason, language and manner are the same', () => {
    const who = new Map([
      ['mina', 'reply'],
      ['sora', 'reply'],
      ['yuna', 'comment'],
    ] as const);
    const users = ['mina', 'sora', 'yuna'].map((uid) => ({ ...mina, uid }));
    const payloads = composePushes(comment, recipients(comment, who, users), lifetime).map(
      ({ payload }) => payload,
    );
    assert.equal(new Set(payloads).size, 6);
    assert.equal(payloads[0], payloads[3]);
    assert.equal(payloads[0], payloads[4]);
  });

  it('count on the icon where there is a count', () => {
    const badges = [undefined, 0, 3].map((badge) => {
      const manner = { silent: false, ...(badge !== undefined && { badge }) };
      const { android, apns } = composePayload(comment, 'reply', 'en', manner, lifetime);
      return [android?.notification?.notificationCount, apns?.payload?.aps.badge];
    });
    assert.deepEqual(badges, [
      [undefined, undefined],
      [0, 0],
      [3, 3],
    ]);
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
