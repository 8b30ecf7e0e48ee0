import assert from 'node:assert/strict';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { MAX_BODY_BYTES } from '../../functions/src/tokens/requests.ts';
import { idToken } from './google.ts';
import type { Instance } from './instance.ts';
import { db, start } from './production.ts';
import { call } from './requests.ts';

const MB = 1e6;
const MEMORY_MB = 256;
/** The most of its memory that it may have had. */
const PEAK_MB = 0.8 * MEMORY_MB;
/** To read a body to nowhere takes a tenth of that; to parse and decode 9 MB, several seconds. */
const CPU_MS = 600;
/** Longest answer, bytes. */
const SHORT = 2_000;
const GOOD = { token: 'token', platform: 'web' };

const fields = Array.from({ length: 500_000 }, (_, i) => `"field${i}":1`).join(',');
const brackets = (bytes: number) => `[${'[],'.repeat(bytes / 3)}0]`;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const BODIES: Readonly<Record<string, string>> = {
  '500,000 fields': `{"data":{${fields}}}`,
  '500,000 fields beside the data': `{"data":{},${fields}}`,
  'a field whose name has 9 MB': `{"data":{"${'x'.repeat(9 * MB)}":1}}`,
  'a token of 9 MB': JSON.stringify({ data: { ...GOOD, token: 'x'.repeat(9 * MB) } }),
  'no data but a token of 9 MB': JSON.stringify({ token: 'x'.repeat(9 * MB) }),
  'a list of 3,000,000 lists': `{"data":${brackets(9 * MB)}}`,
  'as much as Cloud Run lets through': `{"data":${brackets(32 * MB)}}`,
};

/** What each field of 64 characters and a token of 4096 bytes come to, and what is just wrong. */
const SMALL: Readonly<Record<string, [body: string, field: string]>> = {
  'a token of 20,000 bytes': [
    JSON.stringify({ data: { ...GOOD, token: 'x'.repeat(20_000) } }),
    'token',
  ],
  '1,000 fields': [
    `{"data":{"token":"a","platform":"web",${fields.slice(0, fields.indexOf(',"field1000"'))}}}`,
    'field0',
  ],
  'lists in lists': [`{"data":{"platform":"web","token":${nested(500)}}}`, 'token'],
};

interface Answer {
  readonly error: {
    readonly status: string;
    readonly message: string;
    readonly details?: readonly { readonly field: string }[];
  };
}

describe('An instance that is sent', function () {
  this.timeout(60_000);
  let instance: Instance;

  before(async () => {
    const params = { ENFORCE_APP_CHECK: 'false' };
    instance = await start('savePushToken', { memoryMb: MEMORY_MB, params });
    assert.equal((await call(instance, GOOD, 'before')).status, 200);
  });
  after(() => instance[Symbol.asyncDispose]());
  afterEach('is as well as before', async () => {
    assert.equal((await call(instance, GOOD, 'after')).status, 200, instance.output.slice(-SHORT));
    assert.ok(instance.peakMb < PEAK_MB, `${instance.peakMb} MB`);
  });

  async function send(
    body: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = { authorization: `Bearer ${idToken('someone')}` },
  ): Promise<{ readonly status: number; readonly text: string; readonly error: Answer['error'] }> {
    const response = await fetch(instance.origin, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await response.text();
    assert.ok(text.length < SHORT, `${text.length} bytes`);
    return { status: response.status, text, error: (JSON.parse(text) as Answer).error };
  }

  for (const [what, body] of Object.entries(BODIES)) {
    it(`${what} reads none of it, and says so to who is signed in`, async () => {
      const [cpuMs, log] = [instance.cpuMs, instance.output.length];
      const { error, status } = await send(body);
      assert.equal(status, 400);
      assert.deepEqual(
        error.details?.map(({ field }) => field),
        ['data'],
      );
      assert.equal((await send(body, {})).status, 401);
      const took = (instance.cpuMs - cpuMs) / 2;
      assert.ok(took < CPU_MS, `${took} ms`);
      assert.ok(instance.output.length - log < 2 * SHORT, 'a short log');
    });
  }

  for (const [what, [body, field]] of Object.entries(SMALL)) {
    it(`${what} names at most ten fields that are wrong`, async () => {
      const { error, status } = await send(body);
      assert.equal(status, 400);
      assert.equal(error.status, 'INVALID_ARGUMENT');
      assert.ok(
        error.details?.some((each) => each.field === field),
        JSON.stringify(error),
      );
      assert.ok((error.details?.length ?? 0) <= 10);
    });
  }

  it('80 bodies at once of as much as it reads answers each', async () => {
    const body = `{"data":${brackets(MAX_BODY_BYTES - 100)}}`;
    const answers = await Promise.all(Array.from({ length: 80 }, () => send(body)));
    assert.ok(answers.every(({ status }) => status === 400));
  });

  it('a compressed body does not inflate it', async () => {
    const authorization = `Bearer ${idToken('someone')}`;
    const small = new Uint8Array(gzipSync(JSON.stringify({ data: GOOD })));
    const bomb = new Uint8Array(gzipSync(`{"data":${brackets(30 * MB)}}`));
    assert.ok(bomb.length < MAX_BODY_BYTES);
    for (const body of [small, bomb]) {
      assert.equal((await send(body, { authorization, 'content-encoding': 'gzip' })).status, 400);
    }
  });

  it('a body whose length it is not told reads it, up to where it is too long', async () => {
    const chunked = (body: string) =>
      new Promise<number | undefined>((resolve) => {
        const sending = request(instance.origin, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
        });
        sending.on('response', ({ statusCode }) => resolve(statusCode));
        sending.on('error', () => resolve(undefined));
        sending.end(body);
      });
    assert.equal(await chunked(JSON.stringify({ data: GOOD })), 401);
    assert.equal(await chunked(`{"data":${brackets(9 * MB)}}`), undefined);
  });

  it('lists in lists without end keeps the answer of the SDK', async () => {
    assert.equal((await send(`{"data":${nested(10_000)}}`)).status, 500);
  });

  it('a token without data around it writes no token to the log', async () => {
    const secret = `secret-${Date.now()}`;
    assert.equal((await send(JSON.stringify({ token: secret }))).status, 400);
    assert.equal((await call(instance, { ...GOOD, token: [secret] }, 'someone')).status, 400);
    assert.doesNotMatch(instance.output, new RegExp(secret));
  });

  it('all of these has saved nothing', async () => {
    assert.equal((await db.doc('users/someone').get()).exists, false);
  });
});
