import assert from 'node:assert/strict';
import { type WebPush, webPushOf } from '../src/delivery/web-message.ts';

const FOUR_WEEKS_SECONDS = 2_419_200;
const BARE: WebPush = {
  payload: { from: '42', fcmMessageId: '0:1', priority: 'normal' },
  ttlSeconds: FOUR_WEEKS_SECONDS,
  urgency: 'normal',
};

const LINK = 'https://app.example/p';
const notification = { title: 'T', body: 'B' };
const ofWeb = { title: 'W', tag: 't', silent: true, actions: [{ action: 'a' }] };

/** What the payload has in addition to the parts of every push. */
const PAYLOADS: readonly (readonly [what: string, message: object, payload: object])[] = [
  ['nothing', {}, {}],
  ['notification and data', { notification, data: { a: '1' } }, { notification, data: { a: '1' } }],
  [
    'a notification that is overridden field by field',
    { notification, webpush: { notification: ofWeb } },
    { notification: { ...ofWeb, body: 'B' } },
  ],
  ['one only for web apps', { webpush: { notification: ofWeb } }, { notification: ofWeb }],
  [
    'data that is overridden as a whole',
    { data: { a: '1', b: '2' }, webpush: { data: { a: '3' } } },
    { data: { a: '3' } },
  ],
  [
    'a link and a label',
    { fcm_options: { analytics_label: 'all' }, webpush: { fcm_options: { link: LINK } } },
    { fcmOptions: { link: LINK, analytics_label: 'all' } },
  ],
  [
    'a label of its own, in the other spelling',
    { fcmOptions: { analyticsLabel: 'all' }, webpush: { fcmOptions: { analyticsLabel: 'web' } } },
    { fcmOptions: { analytics_label: 'web' } },
  ],
  [
    'nothing of the other platforms',
    { android: { notification: { title: 'A' } }, apns: { payload: { aps: { alert: 'I' } } } },
    {},
  ],
];

/** The effect of the headers of `webpush`. */
const HEADERS: readonly (readonly [headers: object, push: Partial<WebPush>])[] = [
  [
    { TTL: '0', Urgency: 'high', Topic: 'c1' },
    {
      payload: { ...BARE.payload, priority: 'high', collapse_key: 'c1' },
      ttlSeconds: 0,
      urgency: 'high',
      topic: 'c1',
    },
  ],
  [
    { ttl: '60', urgency: 'very-low' },
    { ttlSeconds: 60, urgency: 'very-low' },
  ],
  // Push services take none of these.
  [
    { TTL: 'soon', Urgency: 'now', Topic: 'a topic of words' },
    { payload: { ...BARE.payload, collapse_key: 'a topic of words' } },
  ],
];

describe('FCM emulator: a message to a web app', () => {
  for (const [what, message, payload] of PAYLOADS) {
    it(`has ${what}`, () => {
      const push = webPushOf({ token: 't', ...message }, '0:1', '42');
      assert.deepEqual(push, { ...BARE, payload: { ...BARE.payload, ...payload } });
    });
  }

  for (const [headers, expected] of HEADERS) {
    it(`follows ${JSON.stringify(headers)}`, () => {
      const push = webPushOf({ token: 't', webpush: { headers } }, '0:1', '42');
      assert.deepEqual(push, { ...BARE, ...expected });
    });
  }
});
