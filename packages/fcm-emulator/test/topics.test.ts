import assert from 'node:assert/strict';
import { errorOf, property, RunningEmulator } from './running-emulator.ts';

describe('FCM emulator: topics', () => {
  let emulator: RunningEmulator;
  beforeEach(async () => {
    emulator = await RunningEmulator.start();
  });
  afterEach(() => emulator.close());

  const subscriptions = (device: string) =>
    `v1/projects/p/registrations/${encodeURIComponent(device)}/topicSubscriptions`;
  const subscribe = (device: string, topic: string) =>
    emulator.request('POST', `${subscriptions(device)}?topic_name=${topic}`, {});
  const batch = async (method: 'batchAdd' | 'batchRemove', topic: string, devices: unknown) =>
    (
      await emulator.request('POST', `iid/v1:${method}`, {
        to: topic,
        registration_tokens: devices,
      })
    ).body;
  /** How many messages each device got. */
  const heard = (...devices: readonly string[]) =>
    Promise.all(
      devices.map(
        async (device) => (await emulator.accepted(`?device=${encodeURIComponent(device)}`)).length,
      ),
    );

  it('takes a message to the subscribers of its topic alone, and names them', async () => {
    const [a, b, other] = [await emulator.newDevice(), await emulator.newDevice('fid'), 'other'];
    assert.deepEqual(await batch('batchAdd', '/topics/news', [a, b]), { results: [{}, {}] });
    const { body } = await subscribe(other, 'sports');
    assert.deepEqual(body, { name: 'projects/p/registrations/other/topicSubscriptions/sports' });
    await emulator.send({ topic: 'news' });
    assert.deepEqual(await heard(a, b, other), [1, 1, 0]);
    const log = (await emulator.control('GET', 'messages')).body;
    assert.deepEqual(property(log, 'messages', 0, 'recipients'), [a, b]);
    assert.equal(property(log, 'messages', 0, 'device'), null);
  });

  it('evaluates a condition for every device, the ones without a topic included', async () => {
    const [both, one, none] = ['both', 'one', await emulator.newDevice()];
    await batch('batchAdd', '/topics/a', [both, one]);
    await batch('batchAdd', '/topics/b', [both]);
    await emulator.send({ condition: "'a' in topics && 'b' in topics" });
    assert.deepEqual(await heard(both, one, none), [1, 0, 0]);
    await emulator.send({ condition: "!('b' in topics)" });
    assert.deepEqual(await heard(both, one, none), [1, 1, 1]);
  });

  it('takes nothing to a device that left the topic or was uninstalled', async () => {
    const devices = ['stays', 'leaves', 'leaves too', 'gone'];
    await batch('batchAdd', '/topics/news', devices);
    await batch('batchRemove', '/topics/news', ['leaves']);
    assert.equal(
      (await emulator.request('DELETE', `${subscriptions('leaves too')}/news`)).status,
      200,
    );
    await emulator.control('DELETE', 'devices/gone');
    await emulator.send({ topic: 'news' });
    assert.deepEqual(await heard(...devices), [1, 0, 0, 0]);
    const { body } = await emulator.control('GET', 'topics');
    const first = property(body, 'subscriptions', 0);
    assert.deepEqual(first, { device: 'stays', topics: ['news'] });
  });

  it('says of each device why it cannot be subscribed', async () => {
    await using strict = await RunningEmulator.start({ strict: true });
    const known = await strict.newDevice();
    await strict.control('DELETE', 'devices/gone');
    const body = { to: '/topics/a', registration_tokens: ['gone', '', 'unknown', known] };
    assert.deepEqual((await strict.request('POST', 'iid/v1:batchAdd', body)).body, {
      results: [
        { error: 'NOT_FOUND' },
        { error: 'INVALID_ARGUMENT' },
        { error: 'INVALID_ARGUMENT' },
        {},
      ],
    });
    const path = `${subscriptions('gone')}?topic_name=a`;
    assert.equal(errorOf(await strict.request('POST', path, {})).errorCode, 'UNREGISTERED');
  });

  it('refuses malformed topics and batches, and requests without credentials', async () => {
    assert.deepEqual(errorOf(await subscribe('t', 'a%20b')).fields, ['topic_name']);
    for (const devices of [[], 't', [1], Array<string>(1001).fill('t')]) {
      assert.deepEqual(await batch('batchAdd', '/topics/a', devices), { error: 'InvalidRequest' });
    }
    for (const path of ['iid/v1:batchAdd', `${subscriptions('t')}?topic_name=a`]) {
      assert.equal((await emulator.request('POST', path, {}, {})).status, 401, path);
    }
  });
});
