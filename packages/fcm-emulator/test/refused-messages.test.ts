import assert from 'node:assert/strict';
import { countTopics } from '../src/definition/condition.ts';
import { errorOf, property, RunningEmulator } from './running-emulator.ts';

/** What is sent with a token, the field that the answer blames, and the end of its description. */
type Case = readonly [sent: object, field: string, words: RegExp];

const android = (notification: object) => ({ android: { notification } });
const ANDROID_NOTIFICATION = 'message.android.notification';

// Google's JSON front end answers these, so there is no FcmError in the details. See also the
// recordings.
const MISFITS: readonly Case[] = [
  [
    android({ badge: 1 }),
    ANDROID_NOTIFICATION,
    /"badge" at 'message\.android\.notification': Cannot/,
  ],
  [{ android: { constructor: 1 } }, 'message.android', /Unknown name "constructor"/],
  [{ data: { n: null } }, 'message.data[0].value', /\(TYPE_STRING\), null$/],
  [{ token: 1 }, 'message.token', /TYPE_STRING/],
  [{ token: ['a', 'b'] }, 'message', /Proto field is not repeating/],
  [{ token: {} }, 'message.token', /Starting an object on a scalar field/],
  [{ notification: 'hi' }, 'message.notification', /google\.firebase\.fcm\.v1\.Notification/],
  [{ apns: { payload: '{}' } }, 'message.apns.payload', /Struct/],
  [{ android: { priority: 'urgent' } }, 'message.android.priority', /Priority\), "urgent"$/],
  [android({ visibility: 4 }), `${ANDROID_NOTIFICATION}.visibility`, /, 4$/],
  [{ android: { ttl: '3600' } }, 'message.android.ttl', /duration must end with 's'$/],
  [android({ event_time: 'now' }), `${ANDROID_NOTIFICATION}.event_time`, /Timestamp/],
  [android({ notification_count: 1.5 }), `${ANDROID_NOTIFICATION}.notification_count`, /INT32/],
  [{ android: { direct_boot_ok: 'yes' } }, 'message.android.direct_boot_ok', /TYPE_BOOL/],
  [android({ body_loc_args: ['a', 2] }), `${ANDROID_NOTIFICATION}.body_loc_args[1]`, /STRING/],
  [{ topic: 'a' }, 'message', /oneof field 'target' is already set\. Cannot set 'topic'$/],
  [{ fid: 'f' }, 'message', /Cannot set 'fid'$/],
];

// FCM itself answers these, with the FcmError INVALID_ARGUMENT.
const BROKEN: readonly Case[] = [
  [{ token: null, fid: '' }, 'message.fid', /not a valid FCM registration token/],
  [{ data: { from: '1' } }, 'message.data[0].key', /key: from$/],
  [{ android: { data: { a: '', 'google.x': '' } } }, 'message.android.data[1].key', /google\.x$/],
  [{ webpush: { data: { 'gcm.n.e': '1' } } }, 'message.webpush.data[0].key', /gcm\.n\.e$/],
  [{ android: { ttl: '2419201s' } }, 'message.android.ttl', /2419200/],
  [{ android: { ttl: '-1s' } }, 'message.android.ttl', /ttl/],
  [{ webpush: { headers: { ttl: '-1' } } }, 'message.webpush.headers.ttl', /non-negative integer/],
  [android({ color: 'red' }), `${ANDROID_NOTIFICATION}.color`, /#rrggbb/],
  [
    { webpush: { fcm_options: { link: 'http://a.example' } } },
    'message.webpush.fcm_options.link',
    /HTTPS/,
  ],
  [
    { fcm_options: { analytics_label: 'my label' } },
    'message.fcm_options.analytics_label',
    /label/,
  ],
  [
    android({ light_settings: { light_on_duration: '1s', light_off_duration: '1s' } }),
    `${ANDROID_NOTIFICATION}.light_settings.color`,
    /required/,
  ],
];

const LONG = 'x'.repeat(4093);
const HALF = 'x'.repeat(2048);
const TO_ANDROID: readonly object[] = [
  { data: { abcd: LONG } },
  { notification: { body: '가'.repeat(1365) } },
  { notification: { body: HALF }, data: { a: HALF } },
  android({ body: LONG }),
];
const ELSEWHERE: readonly object[] = [
  { apns: { payload: { abcd: [LONG] } } },
  { notification: { body: HALF }, apns: { payload: { aps: { badge: 1 }, own: HALF } } },
  { webpush: { data: { abcd: LONG } } },
  { token: null, topic: 't', data: { p: 'x'.repeat(4506) } },
];

function messageOfDepth(levels: number): string {
  const payload = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  return `{"message":{"token":"t","apns":{"payload":${payload}}}}`;
}

const shown = (message: object) => JSON.stringify(message).slice(0, 70);

describe('FCM emulator: refused messages', () => {
  let emulator: RunningEmulator;
  before(async () => {
    emulator = await RunningEmulator.start();
  });
  after(() => emulator.close());
  afterEach('no message was accepted', async () => {
    assert.equal((await emulator.accepted()).length, 0);
  });

  for (const [errorCode, cases] of [
    [undefined, MISFITS],
    ['INVALID_ARGUMENT', BROKEN],
  ] as const) {
    for (const [sent, field, words] of cases) {
      it(`refuses ${shown(sent)}`, async () => {
        const { message, ...error } = errorOf(await emulator.send({ token: 't', ...sent }));
        assert.match(String(message), words);
        const rpcStatus = 'INVALID_ARGUMENT';
        assert.deepEqual(error, { status: 400, rpcStatus, fields: [field], errorCode });
      });
    }
  }

  for (const [words, messages] of [
    ['Android message is too big', TO_ANDROID],
    ['Message is too large. The maximum is 4K (4096 bytes).', ELSEWHERE],
  ] as const) {
    for (const message of messages) {
      it(`refuses ${shown(message)} for its size`, async () => {
        const { status, message: text } = errorOf(await emulator.send({ token: 't', ...message }));
        assert.deepEqual([status, text], [400, words]);
      });
    }
  }

  for (const condition of [
    'true',
    ['a', 'b', 'c', 'd', 'e', 'f'].map((topic) => `'${topic}' in topics`).join(' || '),
  ]) {
    it(`refuses the condition ${condition}, without a reason`, async () => {
      const { status, body } = await emulator.send({ condition });
      const message = 'Request contains an invalid argument.';
      assert.equal(status, 400);
      assert.deepEqual(body, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } });
    });
  }

  it('names all mistakes at once', async () => {
    const { fields } = errorOf(
      await emulator.send({ token: 't', foo: 1, data: { a: 1 }, android: { ttl: 5 } }),
    );
    assert.deepEqual(fields, ['message', 'message.data[0].value', 'message.android.ttl']);
  });

  for (const [name, body] of [
    ['incomplete JSON', '{"message":'],
    ['a list', '[]'],
    ['a text', '"hello"'],
    ['JSON that is too deep for any stack', messageOfDepth(20_000)],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const answer = await emulator.post(body);
      assert.equal(answer.status, 400);
      assert.match(String(errorOf(answer).message), /^Invalid JSON payload received\./);
    });
  }

  it('refuses a request without a bearer token before it reads the message', async () => {
    for (const headers of [{}, { authorization: 'key=AAAA' }]) {
      const answer = await emulator.post('not even JSON', headers);
      assert.equal(answer.status, 401);
      assert.equal(property(answer.body, 'error', 'status'), 'UNAUTHENTICATED');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
    }
  });

  it('subscribes no device to a topic', async () => {
    assert.equal((await emulator.request('POST', 'iid/v1:batchAdd', {})).status, 404);
  });

  it('refuses a body of megabytes', async () => {
    assert.equal((await emulator.post('x'.repeat(2 * 1024 * 1024))).status, 413);
  });
});

const CONDITIONS: readonly (readonly [condition: string, topics: number])[] = [
  ["'a' in topics", 1],
  ["'a' in topics && 'b' in topics || 'a' in topics", 3],
  ["!'a' in topics && !('b' in topics)", 2],
  ["'a' in topics && ('b' in topics || !('c' in topics))", 3],
  ["  !!(('a-_.~%1'\tin  topics))  ", 1],
];
const MALFORMED = [
  '',
  'a in topics',
  "'a'",
  "'a' in topic",
  "'a'in topics",
  "'' in topics",
  "'a b' in topics",
  "'a' in topics &&",
  "&& 'a' in topics",
  "'a' in topics 'b' in topics",
  "'a' in topics & 'b' in topics",
  "('a' in topics",
  '()',
  `${'('.repeat(100_000)}'a' in topics${')'.repeat(100_000)}`,
  `${'!'.repeat(100_000)}'a' in topics`,
];

describe('FCM emulator: conditions', () => {
  it('counts every topic, also repeated ones', () => {
    for (const [text, topics] of CONDITIONS) assert.equal(countTopics(text), topics, text);
  });

  it('refuses all other texts', () => {
    for (const text of MALFORMED) assert.equal(countTopics(text), undefined, text.slice(0, 30));
  });
});
