import assert from 'node:assert/strict';
import { type WebPush, webPushOf } from '../src/delivery/web-message.ts';

const FOUR_WEEKS_SECONDS = 2_419_200;
const BARE: WebPush = {
  payload: { from: '42', fcmMessageId: '0:1', priority: 'normal' },
  ttlSeconds: FOUR_WEEKS_SECONDS,
  urgency: 'normal',
};

type Expected = Partial<Omit<WebPush, 'payload'>> & { payload?: Partial<WebPush['payload']> };

/** What FCM makes of a message for a web app, beside what every push has. */
const CASES: readonly (readonly [what: string, message: object, expected: Expected])[] = [
  ['nothing', {}, {}],
  [
    'a notification and data',
    { notification: { title: 'T', body: 'B', image: 'https://i' }, data: { a: '1' } },
    { payload: { notification: { title: 'T', body: 'B', image: 'https://i' }, data: { a: '1' } } },
  ],
  [
    'a notification that is overridden field by field',
    {
      notification: { title: 'T', body: 'B' },
      webpush: { notification: { title: 'W', tag: 't', silent: true, actions: [{ action: 'a' }] } },
    },
    {
      payload: {
        notification: { title: 'W', body: 'B', tag: 't', silent: true, actions: [{ action: 'a' }] },
      },
    },
  ],
  [
    'a notification for web apps alone',
    { webpush: { notification: { title: 'W' } } },
    { payload: { notification: { title: 'W' } } },
  ],
  [
    'data that is overridden as a whole',
    { data: { a: '1', b: '2' }, webpush: { data: { a: '3' } } },
    { payload: { data: { a: '3' } } },
  ],
  [
    'a link and a label',
    {
      fcm_options: { analytics_label: 'all' },
      webpush: { fcm_options: { link: 'https://app.example/p' } },
    },
    { payload: { fcmOptions: { link: 'https://app.example/p', analytics_label: 'all' } } },
  ],
  [
    'a label of its own, in the other spelling',
    {
      fcmOptions: { analyticsLabel: 'all' },
      webpush: { fcmOptions: { analyticsLabel: 'web' } },
    },
    { payload: { fcmOptions: { analytics_label: 'web' } } },
  ],
  [
    'headers of the push service',
    { webpush: { headers: { TTL: '0', Urgency: 'high', Topic: 'c1' } } },
    {
      payload: { priority: 'high', collapse_key: 'c1' },
      ttlSeconds: 0,
      urgency: 'high',
      topic: 'c1',
    },
  ],
  [
    'headers in lower case, of low urgency',
    { webpush: { headers: { ttl: '60', urgency: 'very-low' } } },
    { ttlSeconds: 60, urgency: 'very-low' },
  ],
  [
    'headers that no push service takes',
    { webpush: { headers: { TTL: 'soon', Urgency: 'now', Topic: 'a topic of words' } } },
    { payload: { collapse_key: 'a topic of words' } },
  ],
  ['a topic of FCM', { topic: 'news' }, { payload: { from: '/topics/news' } }],
  [
    'nothing of the other platforms',
    {
      android: { notification: { title: 'A' }, data: { a: '1' }, priority: 'HIGH' },
      apns: { payload: { aps: { alert: 'I' } } },
    },
    {},
  ],
];

describe('FCM emulator: a message to a web app has', () => {
  for (const [what, message, { payload, ...headers }] of CASES) {
    it(what, () => {
      const expected = { ...BARE, ...headers, payload: { ...BARE.payload, ...payload } };
      assert.deepEqual(webPushOf({ token: 't', ...message }, '0:1', '42'), {
        ...expected,
        payload: { ...expected.payload },
      });
    });
  }
});
