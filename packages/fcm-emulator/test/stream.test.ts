import assert from 'node:assert/strict';
import { property, RunningEmulator, type StreamEvent } from './running-emulator.ts';

describe('FCM emulator: stream', () => {
  let emulator: RunningEmulator;
  beforeEach(async () => {
    emulator = await RunningEmulator.start();
  });
  afterEach(() => emulator.close());

  it('tells each listener of every accepted message as the log has it', async () => {
    const listeners = await Promise.all([emulator.listen(), emulator.listen()]);
    for (const a of ['1', '2']) await emulator.send({ token: 't', data: { a } });
    const { body } = await emulator.control('GET', 'messages');
    for (const events of listeners) {
      for (const i of [0, 1]) {
        const data = property(body, 'messages', i);
        assert.deepEqual(await next(events), { name: 'message', data });
      }
    }
  });

  it('tells of refused sends with their answer, and of hung up ones without', async () => {
    const events = await emulator.listen();
    await emulator.send({ token: 't', foo: 1 });
    const bad = await next(events);
    assert.deepEqual([bad.name, property(bad.data, 'device')], ['refused', 't']);
    assert.deepEqual(property(bad.data, 'message'), { token: 't', foo: 1 });
    assert.equal(property(bad.data, 'answer', 'status'), 400);

    await emulator.control('PUT', 'faults', [{ hangUp: 'before' }]);
    await assert.rejects(emulator.send({ token: 't' }));
    for (const hits of [0, 1]) {
      assert.deepEqual(await next(events), { name: 'faults', data: [{ hangUp: 'before', hits }] });
    }
    const lost = await next(events);
    assert.deepEqual([lost.name, property(lost.data, 'device')], ['refused', 't']);
    assert.equal(property(lost.data, 'answer'), null);
  });

  it('tells of devices and of clearing, and ends when the emulator closes', async () => {
    const events = await emulator.listen();
    const { body } = await emulator.control('POST', 'devices');
    assert.deepEqual(await next(events), { name: 'device', data: body });
    await emulator.control('DELETE', `devices/${property(body, 'token')}`);
    assert.ok(property((await next(events)).data, 'unregisteredAt'));
    await emulator.control('DELETE', 'messages');
    assert.equal((await next(events)).name, 'cleared');
    await emulator.close();
    await assert.rejects(next(events));
    emulator = await RunningEmulator.start();
  });
});

async function next(events: AsyncGenerator<StreamEvent, void>): Promise<StreamEvent> {
  const { value } = await events.next();
  assert.ok(value, 'the stream ended');
  return value;
}
