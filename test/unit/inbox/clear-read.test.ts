import assert from 'node:assert/strict';
import { parseUser } from '../../../functions/src/audience/user.ts';
import { composeClearing } from '../../../functions/src/inbox/clear-read.ts';

const NOW = Date.UTC(2026, 0, 15, 12) + 999;

describe('An entry that was read on one device', () => {
  it('is removed from all screens, without a sound, for an hour, by our own data', () => {
    const pushTokens = {
      phone: { token: 'token', platform: 'ios' },
      tablet: { fid: 'fid', platform: 'android' },
    };
    const data = { postId: 'p', type: 'comment', notificationId: 'x', unread: 'x' };
    const entry = { notificationId: 'comment_p', data, unread: 3 };
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
    assert.deepEqual(composeClearing(parseUser('mina', { pushTokens }), entry, NOW), [
      { ...each, deviceId: 'phone', platform: 'ios', target: { token: 'token' } },
      { ...each, deviceId: 'tablet', platform: 'android', target: { fid: 'fid' } },
    ]);
  });
});
