import assert from 'node:assert/strict';
import { PushServer } from './browser-subscription.ts';
import { errorOf, listIn, property, RunningEmulator } from './running-emulator.ts';
import { WebApp } from './web-app.ts';

describe('FCM emulator: registrations of web apps', () => {
  let emulator: RunningEmulator;
  let app: WebApp;
  let pushServer: PushServer;
  let web: ReturnType<PushServer['subscription']>;
  before(async () => {
    pushServer = await PushServer.start();
    web = pushServer.subscription();
  });
  after(() => pushServer.close());
  beforeEach(async () => {
    emulator = await RunningEmulator.start({ strict: true });
    app = new WebApp(emulator);
    await app.install();
  });
  afterEach(() => emulator.close());

  const stateOf = async (target: object): Promise<number> => (await emulator.send(target)).status;

  it('answers a registration token, which is a device from then on', async () => {
    const token = await app.getToken(web);
    assert.match(token, /^dXZlcnkgbG9uZyBmaWQtMQ:APA91b[\w-]{134}$/);
    const devices = listIn((await emulator.control('GET', 'devices')).body, 'devices');
    assert.equal(property(devices[0], 'token'), token);
    assert.equal(property(devices[0], 'platform'), 'web');
    assert.equal(property(devices[0], 'label'), '127.0.0.1:5000');
    assert.equal(await stateOf({ token }), 200);
  });

  it('answers the installation ID where the app registers by it', async () => {
    const { body } = await app.register(web);
    assert.deepEqual(body, { name: 'projects/p/registrations/dXZlcnkgbG9uZyBmaWQtMQ' });
    assert.equal(await stateOf({ fid: 'dXZlcnkgbG9uZyBmaWQtMQ' }), 200);
  });

  it('lets the two ways exclude each other', async () => {
    const token = await app.getToken(web);
    const fid = await app.install();
    await app.register(web);
    assert.equal(await stateOf({ token }), 404);
    assert.equal(await stateOf({ fid }), 200);
    const second = await app.getToken(web);
    assert.equal(await stateOf({ fid }), 404);
    assert.equal(await stateOf({ token: second }), 200);
  });

  it('keeps the token of a subscription, and gives another one to another', async () => {
    const token = await app.getToken(web);
    assert.equal(await app.getToken(web), token);
    assert.notEqual(await app.getToken(pushServer.subscription('/push/2')), token);
    assert.equal(await stateOf({ token }), 200);
  });

  it('refreshes a token, under its own name', async () => {
    const token = await app.getToken(web);
    const moved = pushServer.subscription('/push/moved');
    const refreshed = await app.ask('PATCH', `registrations/${token}`, { web: moved });
    assert.deepEqual(refreshed.body, { token });
    pushServer.received.length = 0;
    await emulator.send({ token });
    assert.equal(pushServer.received[0]?.path, '/push/moved');
    assert.equal((await app.ask('PATCH', 'registrations/other', { web })).status, 404);
  });

  it('takes a registration back, once', async () => {
    const token = await app.getToken(web);
    assert.deepEqual((await app.unregister(token)).body, {});
    assert.equal(errorOf(await emulator.send({ token })).errorCode, 'UNREGISTERED');
    const again = await app.unregister(token);
    assert.equal(again.status, 404);
    assert.equal(property(again.body, 'error', 'status'), 'NOT_FOUND');
    assert.notEqual(await app.getToken(web), token);
  });

  it('registers an installation ID again after it was taken back', async () => {
    const fid = await app.install();
    await app.register(web);
    await app.unregister(fid);
    assert.equal(await stateOf({ fid }), 404);
    await app.register(web);
    assert.equal(await stateOf({ fid }), 200);
  });

  it('refuses a request without an auth token, or with one that it did not make', async () => {
    for (const credential of ['', 'FIS ', 'FIS x.y.z', 'Bearer t']) {
      const headers = { 'x-goog-firebase-installations-auth': credential };
      const { status, body } = await app.ask('POST', 'registrations', { web }, headers);
      assert.equal(status, 401);
      assert.equal(property(body, 'error', 'status'), 'UNAUTHENTICATED');
      assert.equal(property(body, 'error', 'details'), undefined);
      assert.equal((await app.ask('DELETE', 'registrations/t', undefined, headers)).status, 401);
    }
  });

  for (const [what, changes, field] of [
    ['no endpoint', { endpoint: undefined }, 'web.endpoint'],
    ['an endpoint that is no URL', { endpoint: 'push' }, 'web.endpoint'],
    ['an endpoint of another scheme', { endpoint: 'ftp://127.0.0.1/' }, 'web.endpoint'],
    ['a key of the wrong length', { p256dh: 'BAAA' }, 'web.p256dh'],
    ['a key that is not base64url', { p256dh: `B+/${'A'.repeat(84)}` }, 'web.p256dh'],
    ['a secret of the wrong length', { auth: 'AAAA' }, 'web.auth'],
    ['no origin', { origin: '' }, 'web.origin'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await app.ask('POST', 'registrations', { web: { ...web, ...changes } });
      assert.equal(answer.status, 400);
      const violations = listIn(answer.body, 'error', 'details', 0, 'fieldViolations');
      assert.deepEqual(
        violations.map((violation) => property(violation, 'field')),
        [field],
      );
    });
  }

  it('refuses a registration of nothing', async () => {
    assert.equal((await app.ask('POST', 'registrations', {})).status, 400);
  });
});
