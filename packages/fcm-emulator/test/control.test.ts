import assert from 'node:assert/strict';
import { BadInput } from '../src/refusals.ts';
import { DeviceRegistry } from '../src/state/device-registry.ts';
import { MessageLog } from '../src/state/message-log.ts';
import {
  errorOf,
  listIn,
  property,
  RunningEmulator,
  type StreamEvent,
} from './running-emulator.ts';

const KEPT_MESSAGES = 50_000;
const KEPT_DEVICES = 100_000;
const NOW = '2026-01-02T03:04:05.678Z';

describe('FCM emulator: devices and messages', () => {
  let emulator: RunningEmulator;
  beforeEach(async () => {
    emulator = await RunningEmulator.start({ now: () => new Date(NOW) });
  });
  afterEach(() => emulator.close());

  it('creates registration tokens and installation IDs, and lists every device', async () => {
    const { body: first } = await emulator.control('POST', 'devices');
    assert.match(String(property(first, 'token')), /^[\w-]{22}:APA91b[\w-]{134}$/);
    const described = { kind: 'fid', platform: 'ios', label: 'Mina' };
    const { body: second } = await emulator.control('POST', 'devices', described);
    assert.match(String(property(second, 'fid')), /^[c-f][\w-]{21}$/);
    assert.deepEqual({ ...(second as object), ...described }, second);
    const { body } = await emulator.control('GET', 'devices');
    assert.deepEqual(listIn(body, 'devices'), [first, second]);
  });

  for (const kind of ['token', 'fid'] as const) {
    it(`answers UNREGISTERED for a deleted ${kind}, and only for that`, async () => {
      const [gone, kept] = [await emulator.newDevice(kind), await emulator.newDevice(kind)];
      await emulator.control('DELETE', `devices/${encodeURIComponent(gone)}`);
      assert.equal(errorOf(await emulator.send({ [kind]: gone })).errorCode, 'UNREGISTERED');
      assert.equal((await emulator.send({ [kind]: kept })).status, 200);
    });
  }

  it('answers UNREGISTERED for a deleted token of elsewhere, in a dry run too', async () => {
    assert.equal((await emulator.send({ token: 'from elsewhere' })).status, 200);
    await emulator.control('DELETE', 'devices/from%20elsewhere');
    assert.equal((await emulator.send({ token: 'from elsewhere' })).status, 404);
    const dryRun = '{"validateOnly":true,"message":{"token":"from elsewhere"}}';
    assert.equal((await emulator.post(dryRun)).status, 404);
  });

  it('answers UNREGISTERED for well-formed targets that it did not create, when strict', async () => {
    await using strict = await RunningEmulator.start({ strict: true });
    for (const [kind, target] of [
      ['token', `fGw0qy4TGgk:APA91b${'x'.repeat(134)}`],
      ['fid', 'not-a-fid'],
    ] as const) {
      assert.equal((await strict.send({ [kind]: await strict.newDevice(kind) })).status, 200);
      assert.equal(errorOf(await strict.send({ [kind]: target })).errorCode, 'UNREGISTERED');
    }
  });

  it('lists all or the last messages of one device, and none after clearing', async () => {
    for (const [a, token] of ['x', 'y', 'x'].entries()) {
      await emulator.send({ token, data: { a: String(a) } });
    }
    await emulator.send({ topic: 'x', data: { a: '3' } });
    const numbers = async (query: string) =>
      (await emulator.accepted(query)).map((message) => property(message, 'data', 'a'));
    assert.deepEqual(await numbers(''), ['0', '1', '2', '3']);
    assert.deepEqual(await numbers('?device=x'), ['0', '2']);
    assert.deepEqual(await numbers('?device=x&limit=1'), ['2']);
    assert.deepEqual(await numbers('?limit=0'), []);
    await emulator.control('DELETE', 'messages');
    assert.deepEqual(await numbers(''), []);
  });

  it('logs when, in which project and to which target a message came', async () => {
    const { body } = await emulator.send({ fid: 'f' });
    const name = String(property(body, 'name'));
    const log = (await emulator.control('GET', 'messages')).body;
    assert.deepEqual(property(log, 'messages', 0), {
      id: name.replace('projects/p/messages/', ''),
      name,
      receivedAt: NOW,
      project: 'p',
      target: 'fid',
      device: 'f',
      message: { fid: 'f' },
      deliveries: [],
    });
  });

  it('explains in a sentence why a request is wrong', async () => {
    for (const [method, path, body, status, sentence] of [
      ['POST', 'devices', { kind: 'web' }, 400, /"kind" of A device must be "token" or "fid"/],
      ['POST', 'devices', { name: 'x' }, 400, /no "name"/],
      ['POST', 'devices', [], 400, /JSON object/],
      ['GET', 'messages?limit=-1', undefined, 400, /limit/],
      ['GET', 'tokens', undefined, 404, /no GET/],
      ['DELETE', 'devices/', undefined, 404, /no DELETE/],
    ] as const) {
      const answer = await emulator.control(method, path, body);
      assert.equal(answer.status, status, path);
      assert.match(String(property(answer.body, 'error')), sentence);
    }
  });
});

describe('FCM emulator: stream', () => {
  let emulator: RunningEmulator;
  beforeEach(async () => {
    emulator = await RunningEmulator.start();
  });
  afterEach(() => emulator.close());

  it('sends every accepted message to each listener, as it is in the log', async () => {
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

  it('reports refused sends with their answer, and closed connections without', async () => {
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

  it('reports devices and clearing, and ends when the emulator closes', async () => {
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

describe('FCM emulator: memory', () => {
  it('keeps only the last messages', () => {
    const log = new MessageLog();
    const sent = { name: '', receivedAt: '', project: 'p', device: 't', message: {} };
    for (let id = 1; id <= 2 * KEPT_MESSAGES + 1; id += 1) {
      log.add({ ...sent, id: String(id), target: 'token', deliveries: [] });
    }
    const ids = log.list(null).map(({ id }) => Number(id));
    assert.deepEqual(
      [ids.length, ids[0], ids.at(-1)],
      [KEPT_MESSAGES, KEPT_MESSAGES + 2, 2 * KEPT_MESSAGES + 1],
    );
  });

  it('refuses devices above its limit, and still changes those that it has', () => {
    const devices = new DeviceRegistry(() => new Date(0));
    for (let i = 0; i < KEPT_DEVICES; i += 1) devices.unregister(`t${i}`);
    assert.throws(() => devices.create({ kind: 'token' }), BadInput);
    assert.ok(devices.unregister('t0').unregisteredAt);
  });
});
