import assert from 'node:assert/strict';
import { intentExtrasOf } from '../src/delivery/phone/intent-extras.ts';
import { apnsPayloadOf } from '../src/delivery/phone/ios.ts';

type Case = readonly [what: string, message: object, expected: object];

const APNS_KEYS = { 'gcm.message_id': '0:1', 'google.c.sender.id': '42' };

/** The payload of each message beside APNS_KEYS. */
const APNS: readonly Case[] = [
  ['nothing', {}, { aps: {} }],
  [
    'a notification and data',
    { notification: { title: 'T', body: 'B' }, data: { postId: '7' } },
    { aps: { alert: { title: 'T', body: 'B' } }, 'gcm.n.e': '1', postId: '7' },
  ],
  [
    'settings of aps beside the common notification',
    {
      notification: { body: 'B' },
      apns: { payload: { aps: { badge: 3, 'thread-id': 'p', 'mutable-content': 1 } } },
    },
    {
      aps: { alert: { body: 'B' }, badge: 3, 'thread-id': 'p', 'mutable-content': 1 },
      'gcm.n.e': '1',
    },
  ],
  [
    'an alert of its own',
    { notification: { title: 'T' }, apns: { payload: { aps: { alert: 'A' } } } },
    { aps: { alert: 'A' }, 'gcm.n.e': '1' },
  ],
  [
    'a silent push',
    { data: { a: '1' }, apns: { payload: { aps: { 'content-available': 1 } } } },
    { aps: { 'content-available': 1 }, a: '1' },
  ],
  [
    'keys of the app, which come before data of the same name',
    { data: { a: '1', b: '2' }, apns: { payload: { a: { deep: true } } } },
    { aps: {}, a: { deep: true }, b: '2' },
  ],
  [
    'an image and a label, the ones of apns first',
    {
      notification: { image: 'https://i/1' },
      fcm_options: { analytics_label: 'all' },
      apns: { fcm_options: { image: 'https://i/2', analytics_label: 'ios' } },
    },
    { aps: {}, fcm_options: { image: 'https://i/2' }, 'google.c.a.m_l': 'ios' },
  ],
  [
    'data named like a key of FCM, which no sender can replace',
    { apns: { payload: { 'gcm.message_id': 'x' } } },
    { aps: {} },
  ],
];

const INTENT_KEYS = {
  from: '42',
  'google.message_id': '0:1',
  'google.ttl': '2419200',
  'google.original_priority': 'normal',
  'google.delivered_priority': 'normal',
};
const HIGH = { 'google.original_priority': 'high', 'google.delivered_priority': 'high' };
const SHOWN = { ...HIGH, 'gcm.n.e': '1', collapse_key: 'com.example.app' };

/** The extras of each message, over INTENT_KEYS. */
const INTENTS: readonly Case[] = [
  ['nothing', {}, {}],
  ['data alone', { data: { a: '1', b: '' } }, { a: '1', b: '' }],
  [
    'a notification and data',
    { notification: { title: 'T', body: 'B', image: 'https://i' }, data: { a: '1' } },
    { ...SHOWN, 'gcm.n.title': 'T', 'gcm.n.body': 'B', 'gcm.n.image': 'https://i', a: '1' },
  ],
  [
    'a notification that is overridden field by field, in either spelling',
    {
      notification: { title: 'T', body: 'B' },
      android: {
        notification: { title: 'A', tag: 't', channel_id: 'comments', notificationCount: 3 },
      },
    },
    {
      ...SHOWN,
      'gcm.n.title': 'A',
      'gcm.n.body': 'B',
      'gcm.n.tag': 't',
      'gcm.n.android_channel_id': 'comments',
      'gcm.n.notification_count': '3',
    },
  ],
  [
    'data that is overridden as a whole',
    { data: { a: '1', b: '2' }, android: { data: { a: '3' } } },
    { a: '3' },
  ],
  [
    'priority, time to live, collapse key and label',
    {
      notification: { title: 'T' },
      android: {
        priority: 'normal',
        ttl: '3600.5s',
        collapse_key: 'post-7',
        fcmOptions: { analyticsLabel: 'l' },
      },
    },
    {
      'gcm.n.e': '1',
      'gcm.n.title': 'T',
      collapse_key: 'post-7',
      'google.ttl': '3600',
      'google.c.a.m_l': 'l',
    },
  ],
  ['a message to a topic', { topic: 'news' }, { from: '/topics/news' }],
  [
    'lists, enumerations, switches, times and light',
    {
      android: {
        notification: {
          titleLocKey: 'new_comment',
          titleLocArgs: ['Mina', "it's"],
          clickAction: 'OPEN',
          sound: 'bell',
          sticky: true,
          localOnly: false,
          notificationPriority: 'PRIORITY_MAX',
          visibility: 'secret',
          eventTime: '2026-01-02T03:04:05.678Z',
          vibrateTimings: ['0.1s', '1s'],
          lightSettings: {
            color: { red: 1, green: 0.5, alpha: 1 },
            lightOnDuration: '1s',
            lightOffDuration: '0.25s',
          },
          proxy: 'DENY',
        },
      },
    },
    {
      ...SHOWN,
      'gcm.n.title_loc_key': 'new_comment',
      'gcm.n.title_loc_args': '["Mina","it\'s"]',
      'gcm.n.click_action': 'OPEN',
      'gcm.n.sound2': 'bell',
      'gcm.n.sticky': '1',
      'gcm.n.notification_priority': '2',
      'gcm.n.visibility': '-1',
      'gcm.n.event_time': '1767323045678',
      'gcm.n.vibrate_timings': '[100,1000]',
      'gcm.n.light_settings': '["#ffff8000",1000,250]',
    },
  ],
];

describe('FCM emulator: what a phone gets', () => {
  for (const [what, message, expected] of APNS) {
    it(`of ${what}, on iOS`, () => {
      assert.deepEqual(apnsPayloadOf({ ...message }, '0:1', '42'), { ...APNS_KEYS, ...expected });
    });
  }
  for (const [what, message, expected] of INTENTS) {
    it(`of ${what}, on Android`, () => {
      assert.deepEqual(intentExtrasOf({ ...message }, '0:1', '42', 'com.example.app'), {
        ...INTENT_KEYS,
        ...expected,
      });
    });
  }
});
