import assert from 'node:assert/strict';
import {
  type Answer,
  classify,
  type Outcome,
  parseRetryAfter,
} from '../../../functions/src/fcm/outcome.ts';
import RECORDINGS from '../../../packages/fcm-emulator/recordings/fcm-answers.json' with {
  type: 'json',
};

const NOW = Date.parse('2026-11-24T12:00:00Z');
const TYPES = 'type.googleapis.com/google.firebase.fcm.v1.';

/** The fields of FCM's error. */
interface Said {
  readonly status?: string;
  readonly message?: string;
  readonly errorCode?: string;
  readonly field?: string;
  readonly apns?: readonly [statusCode: number, reason: string];
}

function answer(status: number, said: Said = {}, retryAfter?: string): Answer {
  const { errorCode, field, apns: [statusCode, reason] = [], ...rest } = said;
  const details = [
    ...(errorCode ? [{ '@type': `${TYPES}FcmError`, errorCode }] : []),
    ...(field ? [{ fieldViolations: [{ field, description: 'Bad' }] }] : []),
    ...(said.apns ? [{ '@type': `${TYPES}ApnsError`, statusCode, reason }] : []),
  ];
  const error = { code: status, ...rest, ...(details.length > 0 && { details }) };
  return { status, retryAfter, body: JSON.stringify({ error }) };
}

/** The outcomes of the recordings. */
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

const INVALID = 'INVALID_ARGUMENT';
const message = 'The registration token is not a valid FCM registration token';

/** Answers that are not recorded. */
const cases: readonly [Outcome['kind'], number, Said][] = [
  ['unregistered', 404, { errorCode: 'UNREGISTERED' }],
  ['projectBroken', 404, { status: 'NOT_FOUND' }],
  ['projectBroken', 403, { errorCode: 'UNREGISTERED' }],
  ['messageRefused', 410, { errorCode: 'UNREGISTERED' }],
  ['unregistered', 400, { errorCode: INVALID, apns: [410, 'ExpiredToken'] }],
  ['unregistered', 400, { apns: [0, 'Unregistered'] }],
  ['unregistered', 401, { errorCode: 'THIRD_PARTY_AUTH_ERROR', apns: [410, 'Unregistered'] }],
  ['unregistered', 404, { apns: [410, 'Unregistered'] }],
  ['unregistered', 429, { apns: [410, 'Unregistered'] }],
  ['unavailable', 503, { apns: [410, 'Unregistered'] }],
  ['apnsRefused', 400, { errorCode: INVALID, apns: [400, 'BadDeviceToken'] }],
  ['apnsRefused', 400, { field: 'message.token', message, apns: [400, 'DeviceTokenNotForTopic'] }],
  ['platformBroken', 403, { apns: [403, 'InvalidProviderToken'] }],
  ['unregistered', 404, { errorCode: 'UNREGISTERED', apns: [400, 'BadDeviceToken'] }],
  ['tokenRefused', 400, { status: INVALID, errorCode: INVALID, field: 'message.token' }],
  ['tokenRefused', 400, { status: INVALID, errorCode: INVALID, field: 'message.fid' }],
  ['tokenRefused', 400, { status: INVALID, message }],
  ['tokenRefused', 400, { errorCode: INVALID, message }],
  ['messageRefused', 400, { status: 'OUT_OF_RANGE', message }],
  ['messageRefused', 413, { status: INVALID, field: 'message.token' }],
  ['messageRefused', 413, {}],
  ['projectBroken', 401, { status: 'UNAUTHENTICATED' }],
  ['projectBroken', 401, { errorCode: 'SENDER_ID_MISMATCH' }],
  ['projectBroken', 403, { status: 'PERMISSION_DENIED' }],
  ['unavailable', 408, {}],
  ['unavailable', 504, {}],
  ['unavailable', 302, {}],
];

const texts: readonly [Answer, code: string, detail: string][] = [
  [
    answer(404, { errorCode: 'UNREGISTERED', status: 'NOT_FOUND', message: 'Not found.' }),
    'UNREGISTERED',
    '404 UNREGISTERED NOT_FOUND Not found.',
  ],
  [
    answer(400, { errorCode: INVALID, apns: [410, 'ExpiredToken'] }),
    'ExpiredToken',
    '400 INVALID_ARGUMENT APNs 410 ExpiredToken',
  ],
  [answer(400, { errorCode: INVALID, apns: [400, ''] }), INVALID, '400 INVALID_ARGUMENT APNs 400 '],
  [answer(400, { status: INVALID, message }), INVALID, `400 INVALID_ARGUMENT ${message}`],
  [{ status: 429, body: '<html>' }, 'HTTP_429', '429'],
  [{ failure: 'ECONNRESET' }, 'NO_ANSWER', 'ECONNRESET'],
  [{ noAccess: 'invalid_grant' }, 'NO_ACCESS_TOKEN', 'invalid_grant'],
];

describe('classify', () => {
  for (const { id, status, body, means } of RECORDINGS) {
    const kind = KINDS[means];
    it(`the recorded ${id} is ${kind}`, () => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      assert.equal(classify({ status, body: text }, NOW).kind, kind);
    });
  }

  for (const [kind, status, said] of cases) {
    it(`${status} ${JSON.stringify(said)} is ${kind}`, () => {
      const outcome = classify(answer(status, said), NOW);
      assert.equal(outcome.kind, kind);
      assert.ok(!('retryAfterMs' in outcome));
    });
  }

  for (const [from, code, detail] of texts) {
    it(`the detail is “${detail}”`, () => {
      assert.partialDeepStrictEqual(classify(from, NOW), { code, detail });
    });
  }

  it('is delivered although the body is cut off', () => {
    assert.deepEqual(classify({ status: 200, body: '{"na' }, NOW), { kind: 'delivered' });
  });

  it('is no answer at all, or an error of another service than Apple’s', () => {
    assert.equal(classify({ failure: 'ECONNRESET' }, NOW).kind, 'unavailable');
    assert.equal(classify({ noAccess: 'invalid_grant' }, NOW).kind, 'projectBroken');
    const body = '{"error":{"details":[{"reason":"Unregistered","statusCode":410}]}}';
    assert.equal(classify({ status: 400, body }, NOW).kind, 'messageRefused');
  });

  it('carries Retry-After', () => {
    const quota = classify(answer(429, {}, '120'), NOW);
    assert.ok(quota.kind === 'quotaExceeded' && quota.retryAfterMs === 120_000);
    const down = classify(answer(503, {}, 'Tue, 24 Nov 2026 12:00:30 GMT'), NOW);
    assert.ok(down.kind === 'unavailable' && down.retryAfterMs === 30_000);
  });

  it('distinguishes a request that was not made from one that FCM did not answer', () => {
    const why = {
      PAUSED: 'sending is paused',
      INSTANCE_ENDING: 'the instance is shutting down',
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

  it('reads no code from a body of another shape', () => {
    for (const body of [
      '',
      'UNREGISTERED',
      'null',
      '[]',
      '{"error":7}',
      '{"error":{"details":[7]}}',
      '{"error":{}}',
    ]) {
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
