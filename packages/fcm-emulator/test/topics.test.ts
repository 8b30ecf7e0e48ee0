import assert from 'node:assert/strict';
import { errorOf, listIn, property, RunningEmulator } from './running-emulator.ts';

/** Two thousand requests, on a busy machine. */
const MANY_REQUESTS_MS = 60_000;

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
  const batch = (method: 'batchAdd' | 'batchRemove', topic: string, devices: unknown) =>
    emulator.request('POST', `iid/v1:${method}`, { to: topic, registration_tokens: devices });
  /** The messages that a device got. */
  const heard = async (device: string) =>
    (await emulator.accepted(`?device=${encodeURIComponent(device)}`)).length;

  it('takes a message to the subscribers of its topic alone, and names them', async () => {
    const [a, b, other] = [
      await emulator.newDevice(),
      await emulator.newDevice('fid'),
      'elsewhere',
    ];
    assert.deepEqual((await batch('batchAdd', '/topics/news', [a, b])).body, { results: [{}, {}] });
    assert.equal((await subscribe(other, 'sports')).status, 200);
    await emulator.send({ topic: 'news' });
    assert.deepEqual([await heard(a), await heard(b), await heard(other)], [1, 1, 0]);
    const { body } = await emulator.control('GET', 'messages');
    assert.deepEqual(property(body, 'messages', 0, 'recipients'), [a, b]);
    assert.equal(property(body, 'messages', 0, 'device'), null);
  });

  it('evaluates a condition for every device, the ones without a topic included', async () => {
    const [both, one, none] = ['both', 'one', await emulator.newDevice()];
    await batch('batchAdd', '/topics/a', [both, one]);
    await batch('batchAdd', '/topics/b', [both]);
    await emulator.send({ condition: "'a' in topics && 'b' in topics" });
    assert.deepEqual([await heard(both), await heard(one), await heard(none)], [1, 0, 0]);
    await emulator.send({ condition: "!('b' in topics)" });
    assert.deepEqual([await heard(both), await heard(one), await heard(none)], [1, 1, 1]);
  });

  it('takes nothing to a device that left the topic or was uninstalled', async () => {
    const [stays, leaves, gone] = ['stays', 'leaves', 'gone'];
    await batch('batchAdd', '/topics/news', [stays, leaves, gone]);
    assert.deepEqual((await batch('batchRemove', '/topics/news', [leaves])).body, {
      results: [{}],
    });
    await emulator.control('DELETE', `devices/${gone}`);
    await emulator.send({ topic: 'news' });
    assert.deepEqual([await heard(stays), await heard(leaves), await heard(gone)], [1, 0, 0]);
    const { body } = await emulator.control('GET', 'topics');
    assert.deepEqual(listIn(body, 'subscriptions')[0], { device: 'stays', topics: ['news'] });
  });

  it('says of each device of a batch why it cannot be subscribed', async () => {
    await emulator.control('DELETE', 'devices/gone');
    assert.deepEqual((await batch('batchAdd', '/topics/news', ['gone', '', 'fine'])).body, {
      results: [{ error: 'NOT_FOUND' }, { error: 'INVALID_ARGUMENT' }, {}],
    });
  });

  it('subscribes no unknown device when strict', async () => {
    await using strict = await RunningEmulator.start({ strict: true });
    const body = { to: '/topics/a', registration_tokens: ['unknown', await strict.newDevice()] };
    assert.deepEqual((await strict.request('POST', 'iid/v1:batchAdd', body)).body, {
      results: [{ error: 'INVALID_ARGUMENT' }, {}],
    });
  });

  it('answers a single subscription with its name, a repeated one with 409', async () => {
    const { body } = await subscribe('t', 'news');
    assert.deepEqual(body, { name: 'projects/p/registrations/t/topicSubscriptions/news' });
    assert.equal((await subscribe('t', 'news')).status, 409);
  });

  it('answers the end of a subscription that is none with 404, unless that is allowed', async () => {
    const path = `${subscriptions('t')}/news`;
    assert.equal((await emulator.request('DELETE', path)).status, 404);
    assert.equal((await emulator.request('DELETE', `${path}?allow_missing=true`)).status, 200);
    await subscribe('t', 'news');
    assert.equal((await emulator.request('DELETE', path)).status, 200);
    await emulator.send({ topic: 'news' });
    assert.equal(await heard('t'), 0);
  });

  it('answers UNREGISTERED for an uninstalled device, and 400 for a malformed topic', async () => {
    await emulator.control('DELETE', 'devices/gone');
    const gone = errorOf(await subscribe('gone', 'news'));
    assert.deepEqual([gone.status, gone.errorCode], [404, 'UNREGISTERED']);
    const malformed = errorOf(await subscribe('t', 'a%20b'));
    assert.deepEqual([malformed.status, malformed.fields], [400, ['topic_name']]);
  });

  it('lets a device have 2000 topics and no more', async function () {
    this.timeout(MANY_REQUESTS_MS);
    for (let i = 0; i < 2000; i++) await batch('batchAdd', `/topics/t${i}`, ['t']);
    assert.deepEqual((await batch('batchAdd', '/topics/more', ['t'])).body, {
      results: [{ error: 'TOO_MANY_TOPICS' }],
    });
    assert.equal(errorOf(await subscribe('t', 'more')).errorCode, 'TOO_MANY_TOPICS');
  });

  for (const devices of [[], 't', [1], Array<string>(1001).fill('t')]) {
    it(`refuses a batch of ${JSON.stringify(devices).slice(0, 10)}`, async () => {
      assert.equal((await batch('batchAdd', '/topics/a', devices)).status, 400);
    });
  }

  it('wants credentials', async () => {
    for (const path of ['iid/v1:batchAdd', `${subscriptions('t')}?topic_name=a`]) {
      assert.equal((await emulator.request('POST', path, {}, {})).status, 401, path);
    }
  });
});
