import assert from 'node:assert/strict';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { MAX_BODY_BYTES } from '../../functions/src/tokens/requests.ts';
import { appCheckToken, idToken } from './google.ts';
import type { Instance } from './instance.ts';
import { db, start } from './production.ts';
import { call } from './requests.ts';

const MB = 1e6;
const MEMORY_MB = 256;
/** The maximum memory that it may have used. */
const PEAK_MB = 0.8 * MEMORY_MB;
/** Maximum length of an answer in bytes. */
const SHORT = 2_000;
const GOOD = { token: 'token', platform: 'web' };

const brackets = (bytes: number) => `[${'[],'.repeat(bytes / 3)}0]`;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

interface CallableError {
  readonly status: string;
  readonly details?: readonly { readonly field: string }[];
}

describe('An instance that is sent', function () {
  this.timeout(60_000);
  let instance: Instance;

  before(async () => {
    instance = await start('savePushToken', { memoryMb: MEMORY_MB });
    assert.equal((await call(instance, GOOD, 'before')).status, 200);
  });
  after(() => instance[Symbol.asyncDispose]());
  afterEach('still works', async () => {
    assert.equal((await call(instance, GOOD, 'after')).status, 200, instance.output.slice(-SHORT));
    assert.ok(instance.peakMb < PEAK_MB, `${instance.peakMb} MB`);
  });

  const signedIn = () => ({ authorization: `Bearer ${idToken('someone')}` });
  const ofTheApp = () => ({
    'content-type': 'application/json',
    'x-firebase-appcheck': appCheckToken(),
  });

  async function send(
    body: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = signedIn(),
  ): Promise<{ readonly status: number; readonly error: CallableError }> {
    const response = await fetch(instance.origin, {
      method: 'POST',
      headers: { ...ofTheApp(), ...headers },
      body,
    });
    const text = await response.text();
    assert.ok(text.length < SHORT, `${text.length} bytes`);
    return { status: response.status, error: JSON.parse(text).error };
  }

  it('a body of Cloud Run’s maximum length reads none of it, and tells signed-in users', async () => {
    const log = instance.output.length;
    const body = `{"data":${brackets(32 * MB)}}`;
    const { error, status } = await send(body);
    assert.equal(status, 400);
    assert.equal(error.status, 'INVALID_ARGUMENT');
    assert.deepEqual(
      error.details?.map(({ field }) => field),
      ['data'],
    );
    assert.equal((await send(body, {})).status, 401);
    assert.ok(instance.output.length - log < 2 * SHORT, 'a short log');
  });

  it('80 bodies of the maximum length at once answers each', async () => {
    const body = `{"data":${brackets(MAX_BODY_BYTES - 100)}}`;
    const answers = await Promise.all(Array.from({ length: 80 }, () => send(body)));
    assert.ok(answers.every(({ status }) => status === 400));
  });

  it('a compressed body does not decompress it', async () => {
    for (const body of [JSON.stringify({ data: GOOD }), `{"data":${brackets(30 * MB)}}`]) {
      const compressed = new Uint8Array(gzipSync(body));
      assert.ok(compressed.length < MAX_BODY_BYTES);
      const headers = { ...signedIn(), 'content-encoding': 'gzip' };
      assert.equal((await send(compressed, headers)).status, 400);
    }
  });

  it('a body of unknown length reads it until it is too long', async () => {
    const chunked = (body: string) =>
      new Promise<number | undefined>((resolve) => {
        const headers = { ...ofTheApp(), 'transfer-encoding': 'chunked' };
        request(instance.origin, { method: 'POST', headers })
          .on('response', ({ statusCode }) => resolve(statusCode))
          .on('error', () => resolve(undefined))
          .end(body);
      });
    assert.equal(await chunked(JSON.stringify({ data: GOOD })), 401);
    assert.equal(await chunked(`{"data":${brackets(9 * MB)}}`), undefined);
  });

  it('endlessly nested lists gives the answer of the SDK', async () => {
    assert.equal((await send(`{"data":${nested(10_000)}}`)).status, 500);
  });

  it('a token without data around it writes no token to the log', async () => {
    const secret = `secret-${Date.now()}`;
    assert.equal((await send(JSON.stringify({ token: secret }))).status, 400);
    assert.equal((await call(instance, { ...GOOD, token: [secret] }, 'someone')).status, 400);
    assert.doesNotMatch(instance.output, new RegExp(secret));
  });

  it('a forged token of its user or of the app refuses it', async () => {
    for (const name of ['authorization', 'x-firebase-appcheck']) {
      const { status } = await call(instance, GOOD, 'someone', { [name]: 'Bearer e30.e30.e30' });
      assert.equal(status, 401, name);
    }
  });

  it('all of these saves nothing', async () => {
    assert.equal((await db.doc('users/someone').get()).exists, false);
  });
});
