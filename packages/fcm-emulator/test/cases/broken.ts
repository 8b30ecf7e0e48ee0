import type { RefusedCase } from './refused-case.ts';

const LONG = 'x'.repeat(4093);
const TOO_LARGE = /^Message is too large\. The maximum is 4K \(4096 bytes\)\.$/;

// FCM itself answers these, with an FcmError of INVALID_ARGUMENT.
export const BROKEN: readonly RefusedCase[] = [
  ['no target', { data: { a: '1' } }, 'message', /^Recipient of the message is not set\.$/],
  ['no message', undefined, 'message', /Recipient of the message is not set/],
  ['an empty token', { token: '' }, 'message.token', /not a valid FCM registration token/],
  ['an empty installation ID', { fid: '' }, 'message.fid', /not a valid FCM registration token/],
  ['a topic with its old prefix', { topic: '/topics/news' }, 'message.topic', /topic/],
  ['a condition without topics', { condition: 'true' }, 'message.condition', /condition/],
  [
    'a condition that breaks off',
    { condition: "'a' in topics &&" },
    'message.condition',
    /condition/,
  ],
  [
    'a condition of six topics',
    { condition: ['a', 'b', 'c', 'd', 'e', 'f'].map((t) => `'${t}' in topics`).join(' || ') },
    'message.condition',
    /at most 5 topics/,
  ],
  ['a data key "from"', { token: 't', data: { from: '1' } }, 'message.data[0].key', /key: from$/],
  [
    'a data key "message_type"',
    { token: 't', data: { message_type: '1' } },
    'message.data[0].key',
    /key: message_type$/,
  ],
  [
    'a data key with a reserved start',
    { token: 't', android: { data: { a: '1', 'google.x': '1' } } },
    'message.android.data[1].key',
    /key: google\.x$/,
  ],
  [
    'a data key of the notification',
    { token: 't', webpush: { data: { 'gcm.notification.title': '1' } } },
    'message.webpush.data[0].key',
    /gcm\.notification\.title$/,
  ],
  [
    'a time to live over four weeks',
    { token: 't', android: { ttl: '2419201s' } },
    'message.android.ttl',
    /2419200/,
  ],
  [
    'a negative time to live',
    { token: 't', android: { ttl: '-1s' } },
    'message.android.ttl',
    /ttl/,
  ],
  [
    'a color by name',
    { token: 't', android: { notification: { color: 'red' } } },
    'message.android.notification.color',
    /#rrggbb/,
  ],
  [
    'a link without TLS',
    { token: 't', webpush: { fcm_options: { link: 'http://example.com' } } },
    'message.webpush.fcm_options.link',
    /HTTPS/,
  ],
  [
    'an analytics label with a space',
    { token: 't', fcm_options: { analytics_label: 'my label' } },
    'message.fcm_options.analytics_label',
    /label/,
  ],
  [
    'light settings without color',
    {
      token: 't',
      android: {
        notification: { light_settings: { light_on_duration: '1s', light_off_duration: '1s' } },
      },
    },
    'message.android.notification.light_settings.color',
    /required/,
  ],
  ['data over 4096 bytes', { token: 't', data: { abcd: LONG } }, 'message', TOO_LARGE],
  ['a body over 4096 bytes', { token: 't', notification: { body: LONG } }, 'message', TOO_LARGE],
  [
    'letters of more than one byte',
    { token: 't', notification: { body: '가'.repeat(1365) } },
    'message',
    TOO_LARGE,
  ],
  [
    'notification and data that are too large together',
    { token: 't', notification: { body: 'x'.repeat(2048) }, data: { a: 'x'.repeat(2048) } },
    'message',
    TOO_LARGE,
  ],
  [
    'an APNs payload over 4096 bytes',
    { token: 't', apns: { payload: { abcd: [LONG] } } },
    'message',
    /4K/,
  ],
  [
    'a notification that comes on top of an APNs payload without alert',
    {
      token: 't',
      notification: { body: 'x'.repeat(2048) },
      apns: { payload: { aps: {}, own: 'x'.repeat(2048) } },
    },
    'message',
    TOO_LARGE,
  ],
  [
    'an Android notification over 4096 bytes',
    { token: 't', android: { notification: { body: LONG } } },
    'message',
    TOO_LARGE,
  ],
  [
    'web data over 4096 bytes',
    { token: 't', webpush: { data: { abcd: LONG } } },
    'message',
    TOO_LARGE,
  ],
  [
    'a topic payload over 2048 bytes',
    { topic: 't', data: { abcd: 'x'.repeat(2045) } },
    'message',
    /The maximum is 2K \(2048 bytes\)\.$/,
  ],
];
