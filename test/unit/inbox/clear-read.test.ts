import assert from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { composeClearing } from '../../../functions/src/inbox/clear-read.ts';

const NOW = Date.UTC(2026, 0, 15, 12) + 999;
const ENTRY = { notificationId: 'comment_p', data: { postId: 'p' }, unread: 3 };

describe('what was read on one device', () => {
  it('is taken off the screens of all, without a sound, for an hour', () => {
    const pushTokens = {
      phone: { token: 'token', platform: 'ios' },
      tablet: { fid: 'fid', platform: 'android' },
    };
    const pushes = composeClearing(parseUser('mina', { pushTokens }), ENTRY, NOW);
    const payload = {
      data: { postId: 'p', type: 'read', notificationId: 'comment_p', unread: '3' },
      android: { priority: 'NORMAL', ttl: '3600s' },
      apns: {
        headers: {
          'apns-push-type': 'background',
          'apns-priority': '5',
          'apns-expiration': String(Date.UTC(2026, 0, 15, 13) / 1000),
        },
        payload: { aps: { 'content-available': 1, badge: 3 } },
      },
      webpush: { headers: { TTL: '3600', Urgency: 'low' } },
    };
    const each = { uid: 'mina', reason: 'read', payload };
    assert.deepEqual(pushes, [
      { ...each, deviceId: 'phone', platform: 'ios', target: { token: 'token' } },
      { ...each, deviceId: 'tablet', platform: 'android', target: { fid: 'fid' } },
    ]);
  });

  it('keeps its own type and number, whatever IDs the app’s pushes have', () => {
    const data = { type: 'comment', notificationId: 'x', unread: 'x' };
    const pushTokens = { phone: { token: 'token', platform: 'web' } };
    const [push] = composeClearing(parseUser('mina', { pushTokens }), { ...ENTRY, data }, NOW);
    const expected = { type: 'read', notificationId: 'comment_p', unread: '3' };
    assert.deepEqual(push?.payload.data, expected);
  });
});
