import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import webPush from 'web-push';
import { PushService } from '../src/state/push-service.ts';
import { errorOf, property, RunningEmulator } from './running-emulator.ts';
import { FID, PushServer, WebApp } from './web-app.ts';

describe('FCM emulator: Web Push', () => {
  let emulator: RunningEmulator;
  let pushServer: PushServer;
  let app: WebApp;
  let token: string;
  beforeEach(async () => {
    pushServer = await PushServer.start();
    emulator = await RunningEmulator.start();
    app = new WebApp(emulator);
    await app.install();
    token = await app.getToken(pushServer.subscription());
  });
  afterEach(async () => {
    await emulator.close();
    await pushServer.close();
  });

  /** Returns the delivery of the last message. */
  const delivery = async () => {
    const { body } = await emulator.control('GET', 'messages?limit=1');
    return property(body, 'messages', 0, 'deliveries', 0);
  };

  it('sends a message to the endpoint, encrypted and signed', async () => {
    const { body } = await emulator.send({
      token,
      notification: { title: '안녕' },
      data: { a: '1' },
      webpush: { headers: { TTL: '60', Urgency: 'high', Topic: 'post-1' } },
    });
    const [{ payload, headers } = assert.fail('Nothing came.')] = pushServer.received;
    assert.deepEqual(payload, {
      from: '1234567890',
      fcmMessageId: String(property(body, 'name')).replace('projects/p/messages/', ''),
      priority: 'high',
      collapse_key: 'post-1',
      notification: { title: '안녕' },
      data: { a: '1' },
    });
    const { ttl, urgency, topic } = headers;
    assert.equal(headers['content-encoding'], 'aes128gcm');
    assert.deepEqual([ttl, urgency, topic], ['60', 'high', 'post-1']);
    const { claims, key } = vapidClaims(headers.authorization);
    assert.equal(property(claims, 'aud'), pushServer.origin);
    const own = (await emulator.control('GET', 'web-push')).body;
    assert.deepEqual(own, { applicationServerKey: key });
    assert.equal(property(await delivery(), 'ok'), true);
  });

  it('sends a message to an installation ID', async () => {
    await app.register(pushServer.subscription('/by-fid'));
    await emulator.send({ fid: FID, data: { a: '1' } });
    assert.equal(pushServer.received[0]?.path, '/by-fid');
  });

  it('sends nothing in a dry run, and no refused message', async () => {
    await emulator.post(JSON.stringify({ validateOnly: true, message: { token } }));
    await emulator.send({ token, data: { from: 'x' } });
    assert.deepEqual(pushServer.received, []);
  });

  for (const status of [404, 410]) {
    it(`treats ${status} of the endpoint as UNREGISTERED`, async () => {
      pushServer.status = status;
      assert.equal((await emulator.send({ token })).status, 200);
      assert.equal(errorOf(await emulator.send({ token })).errorCode, 'UNREGISTERED');
      assert.equal(pushServer.received.length, 1);
      const { body } = await emulator.control('GET', 'devices');
      assert.ok(property(body, 'devices', 0, 'unregisteredAt'));
      assert.notEqual(await app.getToken(pushServer.subscription()), token);
    });
  }

  it('reports other answers of the endpoint, and a missing answer', async () => {
    pushServer.status = 500;
    await emulator.send({ token });
    assert.match(String(property(await delivery(), 'detail')), /answered 500/);
    await pushServer.close();
    assert.equal((await emulator.send({ token })).status, 200);
    assert.match(String(property(await delivery(), 'detail')), /does not answer.*ECONNREFUSED/);
    pushServer = await PushServer.start();
  });
});

/** Returns the claims of a VAPID token, after a check of its signature with the key beside it. */
function vapidClaims(authorization = ''): { claims: unknown; key: string } {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=([^,]+)$/.exec(authorization) ?? [];
  const [header, claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const x = point.subarray(1, 33).toString('base64url');
  const y = point.subarray(33).toString('base64url');
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const genuine = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  assert.ok(genuine, 'the signature');
  return { claims: JSON.parse(Buffer.from(claims, 'base64url').toString()), key };
}

describe('FCM emulator: its own push service', () => {
  let emulator: RunningEmulator;
  let token: string;
  let endpoint: string;
  beforeEach(async () => {
    emulator = await RunningEmulator.start();
    const app = new WebApp(emulator);
    await app.install();
    const subscription = await app.subscribe();
    endpoint = subscription.endpoint;
    token = await app.getToken(subscription);
  });
  afterEach(() => emulator.close());

  const send = (number: string) => emulator.send({ token, data: { number } });

  it('gives a page the waiting and the new pushes', async () => {
    await send('1');
    const page = await emulator.listen(endpoint);
    for (const number of ['1', '2']) {
      const { value } = await page.next();
      assert.equal(property(JSON.parse(String(value?.data)), 'data', 'number'), number);
      if (number === '1') await send('2');
    }
    await page.return();
  });

  it('gives each push to only one page: the last that is open', () => {
    const service = new PushService();
    const { id, keys } = service.subscribe();
    const heard: string[] = [];
    const push = (text: string) => {
      const { cipherText } = webPush.encrypt(keys.p256dh, keys.auth, text, 'aes128gcm');
      assert.equal(service.receive(id, cipherText), 'brought');
    };
    service.listen(id, (text) => heard.push(`first ${text}`));
    const leave = service.listen(id, (text) => heard.push(`second ${text}`));
    push('a');
    leave();
    push('b');
    assert.deepEqual(heard, ['second a', 'first b']);
  });

  it('is gone after it is unsubscribed', async () => {
    assert.equal((await fetch(endpoint, { method: 'DELETE' })).status, 200);
    assert.equal((await fetch(endpoint)).status, 204);
    await send('1');
    assert.equal((await send('2')).status, 404);
  });

  it('refuses a push that is not encrypted for it', async () => {
    assert.equal((await fetch(endpoint, { method: 'POST', body: 'x' })).status, 400);
  });
});
