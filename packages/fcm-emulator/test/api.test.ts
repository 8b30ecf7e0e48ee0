import assert from 'node:assert/strict';
import { startFcmEmulator } from './tested.ts';

describe('FCM emulator: programmatic API', () => {
  const send = (origin: string, token: string) =>
    fetch(`${origin}/v1/projects/p/messages:send`, {
      method: 'POST',
      headers: { authorization: 'Bearer t' },
      body: JSON.stringify({ message: { token, data: { a: '1' } } }),
    });

  it('does what the control API does', async () => {
    await using emulator = await startFcmEmulator({ port: 0, strict: true });
    const device = emulator.createDevice({ platform: 'ios', label: 'Mina' });
    assert.ok(device.kind === 'token');
    assert.equal((await send(emulator.origin, device.token)).status, 200);
    assert.deepEqual(
      emulator.messages(device.token).map(({ message }) => message),
      [{ token: device.token, data: { a: '1' } }],
    );
    assert.deepEqual(emulator.messages('other'), []);

    emulator.setFaults([{ error: 'UNAVAILABLE', count: 1 }]);
    assert.equal((await send(emulator.origin, device.token)).status, 503);
    emulator.uninstall(device.token);
    assert.equal((await send(emulator.origin, device.token)).status, 404);
    assert.ok(emulator.devices()[0]?.unregisteredAt);
    emulator.clearMessages();
    assert.deepEqual(emulator.messages(), []);
  });

  it('says what is wrong with its input', async () => {
    await using emulator = await startFcmEmulator({ port: 0 });
    assert.throws(() => emulator.setFaults([{ count: 1 }]), /has no effect/);
    assert.throws(() => emulator.createDevice({ label: '' }), /"label" of A device/);
  });

  it('frees its port before close resolves', async () => {
    const { origin, close } = await startFcmEmulator({ port: 0 });
    await fetch(`${origin}/emulator/v1/stream`);
    await close();
    await using again = await startFcmEmulator({ port: Number(new URL(origin).port) });
    assert.equal(again.origin, origin);
  });
});
