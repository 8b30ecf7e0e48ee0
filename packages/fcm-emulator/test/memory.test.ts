import assert from 'node:assert/strict';
import { BadInput } from '../src/refusals.ts';
import { DeviceRegistry } from '../src/state/device-registry.ts';
import { MessageLog } from '../src/state/message-log.ts';

const KEPT_MESSAGES = 50_000;
const KEPT_DEVICES = 100_000;

describe('FCM emulator: memory', () => {
  it('keeps the last messages of very many', () => {
    const log = new MessageLog();
    for (let i = 1; i <= 2 * KEPT_MESSAGES + 1; i += 1) {
      log.add({
        id: String(i),
        name: '',
        receivedAt: '',
        project: 'p',
        target: 'token',
        device: 't',
        message: {},
        deliveries: [],
      });
      if (i > KEPT_MESSAGES && i % KEPT_MESSAGES === 1) {
        const ids = log.list(null).map(({ id }) => id);
        assert.equal(ids.length, KEPT_MESSAGES);
        assert.equal(ids.at(-1), String(i));
      }
    }
  });

  it('takes no more devices than it can keep, and still changes those it has', () => {
    const devices = new DeviceRegistry(() => new Date(0));
    for (let i = 0; i < KEPT_DEVICES; i += 1) devices.unregister(`t${i}`);
    assert.throws(() => devices.unregister('one more'), BadInput);
    assert.throws(() => devices.create({ kind: 'token' }), BadInput);
    assert.ok(devices.unregister('t0').unregisteredAt);
  });
});
