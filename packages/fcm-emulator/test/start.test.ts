import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { RunningEmulator } from './running-emulator.ts';
import { MAIN, startFcmEmulator } from './tested.ts';

/** Timeout for a new Node.js process on a busy machine, in milliseconds. */
const START_MS = 30_000;

describe('FCM emulator: programmatic API', () => {
  it('has the functions of the control API', async () => {
    await using emulator = await startFcmEmulator({ port: 0, strict: true });
    const device = emulator.createDevice({ platform: 'ios', label: 'Mina' });
    assert.ok(device.kind === 'token');
    const message = { token: device.token, data: { a: '1' } };
    const send = async () => {
      const { status } = await fetch(`${emulator.origin}/v1/projects/p/messages:send`, {
        method: 'POST',
        headers: { authorization: 'Bearer t' },
        body: JSON.stringify({ message }),
      });
      return status;
    };
    assert.equal(await send(), 200);
    const logged = emulator.messages(device.token).map((each) => each.message);
    assert.deepEqual(logged, [message]);
    assert.deepEqual(emulator.messages('other'), []);
    emulator.setFaults([{ error: 'UNAVAILABLE', count: 1 }]);
    assert.equal(await send(), 503);
    emulator.uninstall(device.token);
    assert.equal(await send(), 404);
    assert.ok(emulator.devices()[0]?.unregisteredAt);
    emulator.clearMessages();
    assert.deepEqual(emulator.messages(), []);
    assert.throws(() => emulator.setFaults([{ count: 1 }]), /has no effect/);
  });

  it('frees its port before close resolves', async () => {
    const { origin, close } = await startFcmEmulator({ port: 0 });
    await fetch(`${origin}/emulator/v1/stream`);
    await close();
    await using again = await startFcmEmulator({ port: Number(new URL(origin).port) });
    assert.equal(again.origin, origin);
  });
});

describe('FCM emulator: command', function () {
  this.timeout(START_MS);

  it('prints its address, answers there, and ends on SIGTERM with status 0', async () => {
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--strict']);
    try {
      const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
      const origin = /^FCM emulator listening at (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line)?.[1];
      assert.ok(origin, line);
      const response = await fetch(`${origin}/v1/projects/p/messages:send`, {
        method: 'POST',
        headers: { authorization: 'Bearer t' },
        body: '{"message":{"token":"unknown"}}',
      });
      assert.equal(response.status, 400);
    } finally {
      child.kill();
    }
    // Windows has no signals. The process just ends.
    const ended = process.platform === 'win32' ? [null, 'SIGTERM'] : [0, null];
    assert.deepEqual(await once(child, 'exit'), ended);
  });

  it('explains in one sentence that the port is in use', async () => {
    await using emulator = await RunningEmulator.start();
    const { port } = new URL(emulator.origin);
    assert.equal(
      await failureOf('--port', port),
      `Port ${port} is in use: stop the program that uses it, or choose another port with --port.\n`,
    );
  });

  it('prints its usage at --help, and succeeds', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '-h', '--strict']);
    assert.match(stdout, /^Usage: fcm-emulator .*--allow-host.*--strict.*--help/s);
  });

  it('explains its usage after a wrong option', async () => {
    for (const args of [['--port', 'http'], ['--port', '65536'], ['--verbose'], ['extra']]) {
      assert.match(await failureOf(...args), /^.+\nUsage: fcm-emulator /);
    }
  });
});

/** Returns what the command writes to standard error before it ends with status 1. */
async function failureOf(...args: readonly string[]): Promise<string> {
  const error = await promisify(execFile)(process.execPath, [MAIN, ...args]).then(
    () => assert.fail('It started.'),
    (failure: unknown) => failure,
  );
  assert.ok(error instanceof Error && 'code' in error && 'stderr' in error);
  assert.equal(error.code, 1);
  return String(error.stderr);
}
