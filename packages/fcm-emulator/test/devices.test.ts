import assert from 'node:assert/strict';
import { BadInput } from '../src/refusals.ts';
import { DeviceRegistry } from '../src/state/device-registry.ts';
import { MessageLog } from '../src/state/message-log.ts';
import { errorOf, listIn, property, RunningEmulator } from './running-emulator.ts';

const KEPT_MESSAGES = 50_000;
const KEPT_DEVICES = 100_000;

describe('FCM emulator: devices', () => {
  let emulator: RunningEmulator;
  beforeEach(async () => {
    emulator = await RunningEmulator.start();
  });
  afterEach(() => emulator.close());

  it('creates a registration token unless asked for an installation ID', async () => {
    const { body } = await emulator.control('POST', 'devices');
    assert.match(String(property(body, 'token')), /^[\w-]{22}:APA91b[\w-]{134}$/);
    assert.equal(property(body, 'fid'), undefined);
    assert.match(await emulator.newDevice('fid'), /^[c-f][\w-]{21}$/);
  });

  it('keeps platform and label, and lists every device', async () => {
    const { body } = await emulator.control('POST', 'devices', { platform: 'ios', label: 'Mina' });
    const fid = await emulator.newDevice('fid');
    const devices = listIn((await emulator.control('GET', 'devices')).body, 'devices');
    assert.deepEqual(devices[0], body);
    assert.equal(property(devices[0], 'platform'), 'ios');
    assert.equal(property(devices[0], 'label'), 'Mina');
    assert.equal(property(devices[1], 'fid'), fid);
    assert.equal(devices.length, 2);
  });

  for (const kind of ['token', 'fid'] as const) {
    it(`answers UNREGISTERED for a deleted ${kind}, and only for that`, async () => {
      const [gone, kept] = [await emulator.newDevice(kind), await emulator.newDevice(kind)];
      await emulator.control('DELETE', `devices/${encodeURIComponent(gone)}`);
      assert.equal(errorOf(await emulator.send({ [kind]: gone })).errorCode, 'UNREGISTERED');
      assert.equal((await emulator.send({ [kind]: kept })).status, 200);
    });
  }

  it('answers UNREGISTERED for a token of elsewhere once it is deleted here', async () => {
    assert.equal((await emulator.send({ token: 'from elsewhere' })).status, 200);
    await emulator.control('DELETE', 'devices/from%20elsewhere');
    assert.equal((await emulator.send({ token: 'from elsewhere' })).status, 404);
  });

  it('looks at the device in a dry run too', async () => {
    await emulator.control('DELETE', 'devices/t');
    const { status } = await emulator.post('{"validateOnly":true,"message":{"token":"t"}}');
    assert.equal(status, 404);
  });

  it('lists the messages of one device, the last of them, and none after clearing', async () => {
    for (const [token, a] of [
      ['x', '1'],
      ['y', '2'],
      ['x', '3'],
    ] as const) {
      await emulator.send({ token, data: { a } });
    }
    await emulator.send({ topic: 'x', data: { a: '4' } });
    const numbers = async (query: string) =>
      (await emulator.accepted(query)).map((message) => property(message, 'data', 'a'));
    assert.deepEqual(await numbers(''), ['1', '2', '3', '4']);
    assert.deepEqual(await numbers('?device=x'), ['1', '3']);
    assert.deepEqual(await numbers('?device=x&limit=1'), ['3']);
    assert.deepEqual(await numbers('?limit=0'), []);
    await emulator.control('DELETE', 'messages');
    assert.deepEqual(await numbers(''), []);
  });

  it('logs when, in which project and to which target a message came', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    await emulator.close();
    emulator = await RunningEmulator.start({ now: () => at });
    const { body } = await emulator.send({ fid: 'f' });
    const [entry] = listIn((await emulator.control('GET', 'messages')).body, 'messages');
    assert.deepEqual(entry, {
      id: String(property(body, 'name')).replace('projects/p/messages/', ''),
      name: property(body, 'name'),
      receivedAt: at.toISOString(),
      project: 'p',
      target: 'fid',
      device: 'f',
      message: { fid: 'f' },
      deliveries: [],
    });
  });

  for (const [method, path, body, sentence] of [
    ['POST', 'devices', { kind: 'web' }, /"kind" of A device must be "token" or "fid"/],
    ['POST', 'devices', { name: 'x' }, /no "name"/],
    ['POST', 'devices', [], /JSON object/],
    ['GET', 'messages?limit=-1', undefined, /limit/],
  ] as const) {
    it(`answers a sentence to ${method} ${path} ${JSON.stringify(body) ?? ''}`, async () => {
      const answer = await emulator.control(method, path, body);
      assert.equal(answer.status, 400);
      assert.match(String(property(answer.body, 'error')), sentence);
    });
  }

  it('answers 404 to what it does not have', async () => {
    assert.equal((await emulator.control('GET', 'tokens')).status, 404);
    assert.equal((await emulator.control('DELETE', 'devices/')).status, 404);
  });
});

describe('FCM emulator: strict', () => {
  let emulator: RunningEmulator;
  before(async () => {
    emulator = await RunningEmulator.start({ strict: true });
  });
  after(() => emulator.close());

  for (const [kind, target, errorCode] of [
    ['token', `fGw0qy4TGgk:APA91b${'x'.repeat(134)}`, 'UNREGISTERED'],
    ['fid', 'not-a-fid', 'UNREGISTERED'],
  ] as const) {
    it(`answers ${errorCode} to the ${kind} ${target.slice(0, 20)} that it did not create`, async () => {
      assert.equal((await emulator.send({ [kind]: await emulator.newDevice(kind) })).status, 200);
      assert.equal(errorOf(await emulator.send({ [kind]: target })).errorCode, errorCode);
    });
  }
});

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
