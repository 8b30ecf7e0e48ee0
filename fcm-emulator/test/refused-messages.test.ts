import assert from 'node:assert/strict';
import { errorOf, property, RunningEmulator } from './running-emulator.ts';

type Case = readonly [name: string, message: unknown, field: string, text: RegExp];

// Google's JSON front end answers these: no FcmError among the details.
const MISFITS: readonly Case[] = [
  [
    'an unknown field of the message',
    { token: 't', foo: 1 },
    'message',
    /^Invalid JSON payload received\. Unknown name "foo" at 'message': Cannot find field\.$/,
  ],
  [
    'an unknown field further down',
    { token: 't', android: { notification: { badge: 1 } } },
    'message.android.notification',
    /Unknown name "badge" at 'message\.android\.notification': Cannot find field\./,
  ],
  [
    'a field of another platform',
    { token: 't', apns: { collapse_key: 'k' } },
    'message.apns',
    /Unknown name "collapse_key"/,
  ],
  [
    'an inherited name',
    { token: 't', android: { constructor: 1 } },
    'message.android',
    /Unknown name "constructor"/,
  ],
  [
    'a data value that is no string',
    { token: 't', data: { a: 'b', n: 12 } },
    'message.data[1].value',
    /^Invalid value at 'message\.data\[1\]\.value' \(TYPE_STRING\), 12$/,
  ],
  ['a data value of null', { token: 't', data: { n: null } }, 'message.data[0].value', /null$/],
  [
    'an APNs header that is no string',
    { token: 't', apns: { headers: { 'apns-priority': 5 } } },
    'message.apns.headers[0].value',
    /TYPE_STRING/,
  ],
  [
    'a number as title',
    { token: 't', notification: { title: 1 } },
    'message.notification.title',
    /1$/,
  ],
  ['a number as token', { token: 1 }, 'message.token', /TYPE_STRING/],
  [
    'a text as notification',
    { token: 't', notification: 'hello' },
    'message.notification',
    /type\.googleapis\.com\/google\.firebase\.fcm\.v1\.Notification/,
  ],
  ['a list of tokens', { token: ['a', 'b'] }, 'message', /Proto field is not repeating/],
  ['an object as token', { token: {} }, 'message.token', /Starting an object on a scalar field/],
  ['a text as payload', { token: 't', apns: { payload: '{}' } }, 'message.apns.payload', /Struct/],
  [
    'an unknown enum value',
    { token: 't', android: { priority: 'urgent' } },
    'message.android.priority',
    /AndroidMessagePriority\), "urgent"$/,
  ],
  [
    'an enum number beyond the last',
    { token: 't', android: { notification: { visibility: 4 } } },
    'message.android.notification.visibility',
    /, 4$/,
  ],
  [
    'a time to live without unit',
    { token: 't', android: { ttl: '3600' } },
    'message.android.ttl',
    /google\.protobuf\.Duration\), Illegal duration format; duration must end with 's'$/,
  ],
  [
    'a time to live as number',
    { token: 't', android: { ttl: 3600 } },
    'message.android.ttl',
    /Duration/,
  ],
  [
    'an event time that is none',
    { token: 't', android: { notification: { event_time: 'yesterday' } } },
    'message.android.notification.event_time',
    /Timestamp/,
  ],
  [
    'a fraction as count',
    { token: 't', android: { notification: { notification_count: 1.5 } } },
    'message.android.notification.notification_count',
    /TYPE_INT32/,
  ],
  [
    'a text as bool',
    { token: 't', android: { direct_boot_ok: 'yes' } },
    'message.android.direct_boot_ok',
    /TYPE_BOOL/,
  ],
  [
    'a number among the arguments',
    { token: 't', android: { notification: { body_loc_args: ['a', 2] } } },
    'message.android.notification.body_loc_args[1]',
    /TYPE_STRING/,
  ],
  [
    'two targets',
    { token: 't', topic: 'a' },
    'message',
    /oneof field 'target' is already set\. Cannot set 'topic'$/,
  ],
  ['a token and an installation ID', { token: 't', fid: 'f' }, 'message', /Cannot set 'fid'$/],
];

const LONG = 'x'.repeat(4093);
const TOO_LARGE = /^Message is too large\. The maximum is 4K \(4096 bytes\)\.$/;

// FCM itself answers these, with an FcmError of INVALID_ARGUMENT.
const BROKEN: readonly Case[] = [
  ['no target', { data: { a: '1' } }, 'message', /^Recipient of the message is not set\.$/],
  ['no message', undefined, 'message', /Recipient of the message is not set/],
  ['an empty token', { token: '' }, 'message.token', /not a valid FCM registration token/],
  ['an empty installation ID', { fid: '' }, 'message.fid', /not a valid FCM registration token/],
  ['a topic with its old prefix', { topic: '/topics/news' }, 'message.topic', /topic/],
  ['a condition without topics', { condition: 'true' }, 'message.condition', /condition/],
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

describe('FCM emulator: refused messages', () => {
  let emulator: RunningEmulator;
  before(async () => {
    emulator = await RunningEmulator.start();
  });
  after(() => emulator.close());
  afterEach('none is accepted', async () => {
    assert.equal((await emulator.accepted()).length, 0);
  });

  for (const [errorCode, cases] of [
    [undefined, MISFITS],
    ['INVALID_ARGUMENT', BROKEN],
  ] as const) {
    for (const [name, message, field, text] of cases) {
      it(`refuses ${name}`, async () => {
        const error = errorOf(await emulator.send(message));
        assert.match(String(error.message), text);
        assert.deepEqual(
          { ...error, message: undefined },
          {
            status: 400,
            rpcStatus: 'INVALID_ARGUMENT',
            message: undefined,
            fields: [field],
            errorCode,
          },
        );
      });
    }
  }

  it('names everything that does not fit at once', async () => {
    const { fields } = errorOf(
      await emulator.send({ token: 't', foo: 1, data: { a: 1 }, android: { ttl: 5 } }),
    );
    assert.deepEqual(fields, ['message', 'message.data[0].value', 'message.android.ttl']);
  });

  it('refuses an unknown field of the request, which has no path', async () => {
    const { fields, message } = errorOf(await emulator.post('{"dry_run":true}'));
    assert.deepEqual(fields, [undefined]);
    assert.equal(
      message,
      'Invalid JSON payload received. Unknown name "dry_run": Cannot find field.',
    );
  });

  for (const [name, body] of [
    ['JSON that breaks off', '{"message":'],
    ['a list', '[]'],
    ['a text', '"hello"'],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const answer = await emulator.post(body);
      assert.equal(answer.status, 400);
      assert.match(String(errorOf(answer).message), /^Invalid JSON payload received\./);
    });
  }

  for (const [name, headers] of [
    ['without Authorization', {}],
    ['with a server key of the old API', { authorization: 'key=AAAA' }],
  ] as const) {
    it(`refuses a request ${name} before it looks at the message`, async () => {
      const answer = await emulator.post('not even JSON', headers);
      assert.equal(answer.status, 401);
      assert.equal(property(answer.body, 'error', 'status'), 'UNAUTHENTICATED');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
    });
  }

  it('refuses a body of megabytes', async () => {
    assert.equal((await emulator.post('x'.repeat(2 * 1024 * 1024))).status, 413);
  });

  it('has no other method', async () => {
    const { status } = await fetch(`${emulator.origin}/v1/projects/p/messages:delete`, {
      method: 'POST',
    });
    assert.equal(status, 404);
  });
});
