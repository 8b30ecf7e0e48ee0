import assert from 'node:assert/strict';
import { collapseId, composeTestPayload } from '../../../functions/src/message/payload.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

describe('the collapse ID', () => {
  it('differs by its key, and fits into APNs', () => {
    const ids = [collapseId('a/bc'), collapseId('ab/c'), collapseId('a/c')];
    assert.equal(new Set(ids).size, 3);
    for (const id of [...ids, collapseId('글'.repeat(500))]) assert.match(id, /^[\w-]{32}$/u);
  });
});

describe('the test push', () => {
  it('alerts in the language of the device, and expires soon', () => {
    assert.deepEqual(composeTestPayload('ko', 'news', NOW), {
      notification: { title: '테스트 알림', body: '이 기기에 알림이 정상적으로 도착합니다.' },
      data: { type: 'test', title: '테스트 알림', body: '이 기기에 알림이 정상적으로 도착합니다.' },
      android: {
        priority: 'HIGH',
        ttl: '60s',
        notification: { tag: 'test', channelId: 'news', defaultSound: true },
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
      fcm_options: { analytics_label: 'test' },
    });
  });
});
