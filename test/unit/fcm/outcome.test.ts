import assert from 'node:assert/strict';
import {
  type Answer,
  classify,
  type Outcome,
  parseRetryAfter,
  type Quota,
} from '../../../functions/src/fcm/outcome.ts';
import RECORDINGS from '../../../packages/fcm-emulator/recordings/fcm-answers.json' with {
  type: 'json',
};

const NOW = Date.parse('2026-11-24T12:00:00Z');
const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError';
const APNS_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.ApnsError';
const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';

/** An answer with the body that FCM gives to such an error. */
function answer(
  status: number,
  error: {
    status?: string;
    message?: string;
    errorCode?: string;
    field?: string;
    apns?: { statusCode: number; reason: string };
  } = {},
  retryAfter?: string,
): Answer {
  const details = [
    ...(error.errorCode ? [{ '@type': FCM_ERROR, errorCode: error.errorCode }] : []),
    ...(error.field
      ? [{ '@type': BAD_REQUEST, fieldViolations: [{ field: error.field, description: 'Bad' }] }]
      : []),
    ...(error.apns ? [{ '@type': APNS_ERROR, ...error.apns }] : []),
  ];
  const { status: name, message } = error;
  const body = {
    error: { code: status, status: name, message, ...(details.length && { details }) },
  };
  return { status, retryAfter, body: JSON.stringify(body) };
}

const INVALID = { status: 'INVALID_ARGUMENT', errorCode: 'INVALID_ARGUMENT' };
const BAD_TOKEN = 'The registration token is not a valid FCM registration token';

/** What a recording means, as an outcome. */
const KINDS: Readonly<Record<string, Outcome['kind']>> = {
  delivered: 'delivered',
  unregistered: 'unregistered',
  token: 'tokenRefused',
  message: 'messageRefused',
  senderMismatch: 'senderMismatch',
  project: 'projectBroken',
  apnsCredential: 'platformBroken',
  quota: 'quotaExceeded',
  unavailable: 'unavailable',
};
const QUOTA_OF: Readonly<Record<string, Quota>> = {
  'quota-per-minute': 'project',
  'topic-quota': 'topic',
};

const apple = (status: number, statusCode: number, reason: string, errorCode?: string): Answer =>
  answer(status, { ...(errorCode && { errorCode }), apns: { statusCode, reason } });

/** What has not been recorded: the kind, the code, and all of it in one line. */
const cases: readonly [string, Answer, string, string?, string?][] = [
  ['200 cut off in its body', { status: 200, body: '{"na' }, 'delivered'],
  [
    '404 UNREGISTERED',
    answer(404, { errorCode: 'UNREGISTERED', status: 'NOT_FOUND', message: 'Not found.' }),
    'unregistered',
    'UNREGISTERED',
    '404 UNREGISTERED NOT_FOUND Not found.',
  ],
  ['404 without a detail', answer(404, { status: 'NOT_FOUND' }), 'projectBroken', 'NOT_FOUND'],
  ['404 in HTML', { status: 404, body: 'UNREGISTERED' }, 'projectBroken', 'HTTP_404', '404'],
  ['410 UNREGISTERED is no 404', answer(410, { errorCode: 'UNREGISTERED' }), 'messageRefused'],
  ['403 UNREGISTERED is no 404', answer(403, { errorCode: 'UNREGISTERED' }), 'projectBroken'],
  [
    '400 of Apple’s 410',
    apple(400, 410, 'ExpiredToken', 'INVALID_ARGUMENT'),
    'unregistered',
    'ExpiredToken',
    '400 INVALID_ARGUMENT APNs 410 ExpiredToken',
  ],
  ['400 of Apple’s Unregistered', apple(400, 0, 'Unregistered'), 'unregistered'],
  ['401 of Apple’s 410', apple(401, 410, 'Unregistered', 'THIRD_PARTY_AUTH_ERROR'), 'unregistered'],
  ['404 of Apple’s 410', apple(404, 410, 'Unregistered'), 'unregistered'],
  ['429 of Apple’s 410', apple(429, 410, 'Unregistered'), 'unregistered'],
  ['503 of Apple’s 410', apple(503, 410, 'Unregistered'), 'unavailable'],
  [
    '400 of another reason of Apple’s',
    apple(400, 400, 'BadDeviceToken', 'INVALID_ARGUMENT'),
    'apnsRefused',
    'BadDeviceToken',
    '400 INVALID_ARGUMENT APNs 400 BadDeviceToken',
  ],
  [
    '400 of Apple’s that blames the token too',
    answer(400, {
      field: 'message.token',
      message: BAD_TOKEN,
      apns: { statusCode: 400, reason: 'DeviceTokenNotForTopic' },
    }),
    'apnsRefused',
  ],
  [
    '400 of Apple’s without its reason',
    apple(400, 400, '', 'INVALID_ARGUMENT'),
    'apnsRefused',
    'INVALID_ARGUMENT',
  ],
  [
    '400 with a reason that is not Apple’s',
    { status: 400, body: '{"error":{"details":[{"reason":"Unregistered","statusCode":410}]}}' },
    'messageRefused',
  ],
  ['403 of a reason of Apple’s', apple(403, 403, 'InvalidProviderToken'), 'platformBroken'],
  [
    '404 UNREGISTERED of another reason of Apple’s',
    apple(404, 400, 'BadDeviceToken', 'UNREGISTERED'),
    'unregistered',
  ],
  ['400 on message.token', answer(400, { ...INVALID, field: 'message.token' }), 'tokenRefused'],
  ['400 on message.fid', answer(400, { ...INVALID, field: 'message.fid' }), 'tokenRefused'],
  [
    '400 that says so by its status alone',
    answer(400, { status: 'INVALID_ARGUMENT', message: BAD_TOKEN }),
    'tokenRefused',
    'INVALID_ARGUMENT',
    `400 INVALID_ARGUMENT ${BAD_TOKEN}`,
  ],
  [
    '400 that says so by its code alone',
    answer(400, { errorCode: 'INVALID_ARGUMENT', message: BAD_TOKEN }),
    'tokenRefused',
  ],
  [
    '400 of another status',
    answer(400, { status: 'OUT_OF_RANGE', message: BAD_TOKEN }),
    'messageRefused',
    'OUT_OF_RANGE',
  ],
  [
    '413 on message.token is no 400',
    answer(413, { ...INVALID, field: 'message.token' }),
    'messageRefused',
  ],
  ['400 without a body', { status: 400, body: '' }, 'messageRefused', 'HTTP_400', '400'],
  ['401', answer(401, { status: 'UNAUTHENTICATED' }), 'projectBroken', 'UNAUTHENTICATED'],
  ['401 SENDER_ID_MISMATCH', answer(401, { errorCode: 'SENDER_ID_MISMATCH' }), 'projectBroken'],
  ['403', answer(403, { status: 'PERMISSION_DENIED' }), 'projectBroken'],
  ['408', { status: 408, body: '' }, 'unavailable', 'HTTP_408', '408'],
  ['413', { status: 413, body: '' }, 'messageRefused'],
  ['429 in HTML', { status: 429, body: '<html>' }, 'quotaExceeded', 'HTTP_429', '429'],
  ['504', answer(504), 'unavailable', 'HTTP_504', '504'],
  ['302', { status: 302, body: '' }, 'unavailable'],
  ['no answer', { failure: 'ECONNRESET' }, 'unavailable', 'NO_ANSWER', 'ECONNRESET'],
  [
    'no access token',
    { noAccess: 'invalid_grant' },
    'projectBroken',
    'NO_ACCESS_TOKEN',
    'invalid_grant',
  ],
];

describe('classify', () => {
  for (const { id, status, body, means } of RECORDINGS) {
    const kind = KINDS[means];
    it(`the recorded ${id} is ${kind}`, () => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const outcome = classify({ status, body: text }, NOW);
      assert.equal(outcome.kind, kind);
      assert.equal('quota' in outcome ? outcome.quota : undefined, QUOTA_OF[id]);
    });
  }

  it('knows the quota of one device', () => {
    const body = '{"error":{"message":"Device message rate exceeded."}}';
    assert.partialDeepStrictEqual(classify({ status: 429, body }, NOW), { quota: 'device' });
    assert.ok(!('quota' in classify({ status: 429, body: '{}' }, NOW)));
  });

  for (const [what, from, kind, code, detail] of cases) {
    it(`${what} is ${kind}`, () => {
      const outcome = classify(from, NOW);
      assert.equal(outcome.kind, kind);
      if (code !== undefined) assert.ok('code' in outcome && outcome.code === code, what);
      if (detail !== undefined) assert.ok('detail' in outcome && outcome.detail === detail, what);
      assert.ok(!('retryAfterMs' in outcome));
    });
  }

  it('carries Retry-After of what is temporary', () => {
    const quota = classify(answer(429, {}, '120'), NOW);
    assert.ok(quota.kind === 'quotaExceeded' && quota.retryAfterMs === 120_000);
    const down = classify(answer(503, {}, 'Tue, 24 Nov 2026 12:00:30 GMT'), NOW);
    assert.ok(down.kind === 'unavailable' && down.retryAfterMs === 30_000);
  });

  it('knows a request that was not made as no answer of FCM', () => {
    const why = {
      PAUSED: 'sending is paused',
      INSTANCE_ENDING: 'the instance was told to end',
      TOO_LATE: 'the time to send it had passed',
    } as const;
    for (const unasked of ['PAUSED', 'INSTANCE_ENDING', 'TOO_LATE'] as const) {
      assert.deepEqual(classify({ unasked, retryAfterMs: 7 }, NOW), {
        kind: 'unavailable',
        code: unasked,
        detail: why[unasked],
        retryAfterMs: 7,
        unasked: true,
      });
    }
  });

  it('reads no code where there is none of its shape', () => {
    for (const body of ['null', '[]', '{"error":7}', '{"error":{"details":[7]}}', '{"error":{}}']) {
      const { kind, ...rest } = classify({ status: 404, body }, NOW);
      assert.equal(kind, 'projectBroken', body);
      assert.deepEqual(rest, { code: 'HTTP_404', detail: '404' }, body);
    }
  });
});

describe('parseRetryAfter', () => {
  const headers: readonly [string | undefined, number | undefined][] = [
    [undefined, undefined],
    ['0', 0],
    [' 7 ', 7_000],
    ['Tue, 24 Nov 2026 12:01:00 GMT', 60_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['7 seconds', undefined],
    ['x7', undefined],
    ['-1', undefined],
  ];
  for (const [header, ms] of headers) {
    it(`${header} is ${ms}`, () => assert.equal(parseRetryAfter(header, NOW), ms));
  }
});
