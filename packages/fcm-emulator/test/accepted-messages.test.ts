import assert from 'node:assert/strict';
import { property, RunningEmulator } from './running-emulator.ts';

// Every field of the published definition once.
const COMPLETE = {
  token: 't',
  name: 'ignored: output only',
  notification: { title: 't', body: 'b', image: 'https://example.com/i.png' },
  data: { a: '1' },
  fcm_options: { analytics_label: 'label-1' },
  android: {
    bandwidth_constrained_ok: true,
    restricted_satellite_ok: true,
    collapse_key: 'k',
    data: { b: '2' },
    direct_boot_ok: false,
    fcm_options: { analytics_label: 'l' },
    restricted_package_name: 'com.example',
    ttl: '3.5s',
    priority: 'high',
    notification: {
      ...{ body: 'b', body_loc_args: ['x', 'y'], body_loc_key: 'k' },
      ...{ title: 't', title_loc_args: ['z'], title_loc_key: 'k' },
      ...{ icon: 'i', image: 'https://example.com/i.png', color: '#0A0a0A' },
      ...{ channel_id: 'c', click_action: 'open', tag: 'tag', ticker: 'tick' },
      ...{ sound: 'default', default_sound: true, default_vibrate_timings: true },
      ...{ local_only: true, sticky: 'true', bypass_proxy_notification: true },
      default_light_settings: true,
      event_time: '2026-01-02T03:04:05.678Z',
      light_settings: {
        color: { red: 1, green: 0.5, blue: '0.25', alpha: 0 },
        light_on_duration: '1s',
        light_off_duration: '2.000000001s',
      },
      notification_count: '3',
      notification_priority: 'PRIORITY_MAX',
      proxy: 'IF_PRIORITY_LOWERED',
      vibrate_timings: ['1s', '0.5s'],
      visibility: 2,
    },
  },
  apns: {
    fcm_options: { analytics_label: 'l', image: 'https://example.com/i.png' },
    headers: { 'apns-priority': '10' },
    live_activity_token: 'l',
    payload: { aps: { alert: { title: 't' }, badge: 3 }, own: [1, null, true] },
  },
  webpush: {
    data: { c: '3' },
    fcm_options: { analytics_label: 'l', link: 'https://example.com/' },
    headers: { TTL: '15' },
    notification: { title: 't', actions: [{ action: 'a' }], silent: false },
  },
};

const ACCEPTED: readonly [name: string, message: object][] = [
  ['every field', COMPLETE],
  [
    'lowerCamelCase names',
    { token: 't', fcmOptions: { analyticsLabel: 'l' }, android: { directBootOk: true } },
  ],
  ['an installation ID as target', { fid: 'f', data: { a: '1' } }],
  ['a topic', { topic: 'news-1_%~.', data: { a: '1' } }],
  ['a condition', { condition: "'a' in topics && ('b' in topics || !('c' in topics))" }],
  ['null for a field that is not set', { token: 't', topic: null, android: null }],
  ['a time to live of zero', { token: 't', android: { ttl: '0s' } }],
  ['the longest time to live', { token: 't', android: { ttl: '2419200s' } }],
  ['a payload of 4096 bytes', { token: 't', data: { abcd: 'x'.repeat(4092) } }],
  ['the largest payload to a topic', { topic: 't', data: { p: 'x'.repeat(4505) } }],
  ['a key that only looks reserved', { token: 't', data: { fromage: '1', googled: '2' } }],
  [
    'a notification that the alert of an APNs payload replaces',
    {
      token: 't',
      notification: { body: 'x'.repeat(2048) },
      apns: { payload: { aps: { alert: 'short' }, own: 'x'.repeat(2048) } },
    },
  ],
  [
    'a notification that the Android section replaces',
    {
      token: 't',
      notification: { body: 'x'.repeat(4000) },
      android: { notification: { body: 'y'.repeat(4000) } },
    },
  ],
];

describe('FCM emulator: accepted messages', () => {
  let emulator: RunningEmulator;
  before(async () => {
    emulator = await RunningEmulator.start();
  });
  after(() => emulator.close());
  beforeEach(() => emulator.control('DELETE', 'messages'));

  for (const [name, message] of ACCEPTED) {
    it(`accepts ${name}, and logs it as it was sent`, async () => {
      const { status, body } = await emulator.send(message);
      assert.equal(status, 200, JSON.stringify(body));
      assert.match(String(property(body, 'name')), /^projects\/p\/messages\/\S+$/);
      assert.deepEqual(await emulator.accepted(), [message]);
    });
  }

  it('gives each message a different name', async () => {
    const names = [await emulator.send({ token: 't' }), await emulator.send({ token: 't' })].map(
      ({ body }) => property(body, 'name'),
    );
    assert.notEqual(names[0], names[1]);
  });

  it('only checks a dry run, in either spelling', async () => {
    for (const key of ['validate_only', 'validateOnly']) {
      const good = await emulator.post(JSON.stringify({ [key]: true, message: { token: 't' } }));
      assert.deepEqual(good.body, { name: 'projects/p/messages/fake_message_id' });
    }
    assert.deepEqual(await emulator.accepted(), []);
  });

  it('accepts the method with an escaped colon', async () => {
    const path = 'v1/projects/p/messages%3Asend';
    assert.equal((await emulator.request('POST', path, { message: { token: 't' } })).status, 200);
  });
});
