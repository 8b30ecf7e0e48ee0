import assert from 'node:assert/strict';
import { errorOf, listIn, property, RunningEmulator } from './running-emulator.ts';
import { FID, PushServer, type Subscription, WebApp } from './web-app.ts';

const WEEK_MS = 604_800_000;

describe('FCM emulator: the Firebase SDK of a web app', () => {
  let emulator: RunningEmulator;
  let app: WebApp;
  let pushServer: PushServer;
  let web: Subscription;
  let now = Date.parse('2026-01-02T03:04:05Z');
  before(async () => {
    pushServer = await PushServer.start();
    web = pushServer.subscription();
  });
  after(() => pushServer.close());
  beforeEach(async () => {
    emulator = await RunningEmulator.start({ strict: true, now: () => new Date(now) });
    app = new WebApp(emulator);
  });
  afterEach(() => emulator.close());

  it('takes the ID that an app made, with tokens for a week', async () => {
    const installed = await app.install();
    assert.equal(property(installed, 'fid'), FID);
    assert.match(String(property(installed, 'refreshToken')), /^3_./);
    assert.equal(property(installed, 'authToken', 'expiresIn'), '604800s');
    assert.match(String(property(installed, 'authToken', 'token')), /^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('makes an ID for an app that could make none', async () => {
    assert.match(String(property(await app.install(''), 'fid')), /^[c-f][\w-]{21}$/);
  });

  it('makes another auth token for the refresh token, of this installation alone', async () => {
    await app.install();
    const path = `installations/${FID}/authTokens:generate`;
    const body = { installation: { sdkVersion: 'w:0.6.24', appId: 'a' } };
    const renewed = await app.ask('POST', path, body, app.refreshing);
    assert.equal(property(renewed.body, 'expiresIn'), '604800s');
    const headers = {
      'x-goog-firebase-installations-auth': `FIS ${property(renewed.body, 'token')}`,
    };
    assert.equal((await app.ask('POST', 'registrations', { web }, headers)).status, 200);

    const other = { authorization: 'FIS_v2 3_other' };
    assert.equal((await app.ask('POST', path, body, other)).status, 401);
    assert.equal((await app.ask('POST', path, body)).status, 401);
    const elsewhere = path.replace(FID, 'cXZlcnkgbG9uZyBmaWQtMQ');
    assert.equal((await app.ask('POST', elsewhere, body, app.refreshing)).status, 404);
  });

  it('ends what a deleted installation registered, and takes it anew', async () => {
    await app.install();
    const token = await app.getToken(web);
    const { status } = await app.ask('DELETE', `installations/${FID}`, undefined, app.refreshing);
    assert.equal(status, 200);
    assert.equal((await emulator.send({ token })).status, 404);
    assert.equal((await app.register(web)).status, 401);
    await app.install();
    assert.equal((await app.register(web)).status, 200);
  });

  it('refuses an auth token that has run out', async () => {
    await app.install();
    now += WEEK_MS;
    assert.equal((await app.register(web)).status, 401);
  });

  it('knows an auth token of its own from before a restart', async () => {
    await app.install();
    const { port } = new URL(emulator.origin);
    await emulator.close();
    emulator = await RunningEmulator.start({ port: Number(port), now: () => new Date(now) });
    assert.equal((await app.register(web)).status, 200);
  });

  describe('once it is installed', () => {
    beforeEach(() => app.install());

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
      assert.deepEqual(body, { name: `projects/p/registrations/${FID}` });
      assert.equal(await stateOf({ fid: FID }), 200);
    });

    it('lets the two ways exclude each other', async () => {
      const token = await app.getToken(web);
      await app.register(web);
      assert.equal(await stateOf({ token }), 404);
      assert.equal(await stateOf({ fid: FID }), 200);
      const second = await app.getToken(web);
      assert.equal(await stateOf({ fid: FID }), 404);
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
      await app.register(web);
      await app.unregister(FID);
      assert.equal(await stateOf({ fid: FID }), 404);
      await app.register(web);
      assert.equal(await stateOf({ fid: FID }), 200);
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
  });

  for (const [what, wrong, field] of [
    ['no appId', { fid: FID }, 'appId'],
    ['an empty appId', { fid: FID, appId: '' }, 'appId'],
    ['a malformed FID', { fid: 'x', appId: 'a' }, 'fid'],
    ['no endpoint', { endpoint: undefined }, 'web.endpoint'],
    ['an endpoint that is no URL', { endpoint: 'push' }, 'web.endpoint'],
    ['an endpoint of another scheme', { endpoint: 'ftp://127.0.0.1/' }, 'web.endpoint'],
    ['a key of the wrong length', { p256dh: 'BAAA' }, 'web.p256dh'],
    ['a key that is not base64url', { p256dh: `B+/${'A'.repeat(84)}` }, 'web.p256dh'],
    ['a secret of the wrong length', { auth: 'AAAA' }, 'web.auth'],
    ['no origin', { origin: '' }, 'web.origin'],
    ['a registration of nothing', undefined, 'web'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await app.install();
      const { status, body } = field.startsWith('web')
        ? await app.ask('POST', 'registrations', { web: wrong && { ...web, ...wrong } })
        : await app.ask('POST', 'installations', wrong);
      const error = errorOf({ status, body });
      assert.equal(status, 400);
      assert.deepEqual([error.rpcStatus, error.fields], ['INVALID_ARGUMENT', [field]]);
    });
  }
});
