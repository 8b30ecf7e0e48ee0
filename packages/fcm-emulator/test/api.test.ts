import assert from 'node:assert/strict';
import { startFcmEmulator } from './tested.ts';

describe('FCM emulator: programmatic API', () => {
  it('does what the control API does', async () => {
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
