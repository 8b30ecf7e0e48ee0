import assert from 'node:assert/strict';
import { BROKEN } from './cases/broken.ts';
import { MISFITS } from './cases/misfits.ts';
import { errorOf, property, RunningEmulator } from './running-emulator.ts';

function messageOfDepth(levels: number): string {
  const payload = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  return `{"message":{"token":"t","apns":{"payload":${payload}}}}`;
}

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
    ['what no stack is deep enough for', messageOfDepth(20_000)],
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
