import assert from 'node:assert/strict';
import { errorOf, property, RunningEmulator } from './running-emulator.ts';
import { FID, PushServer, type Subscription, WebApp } from './web-app.ts';

const WEEK_MS = 604_800_000;
const OTHER_FID = 'cXZlcnkgbG9uZyBmaWQtMQ';

/** What is wrong in an installation, and the field that the answer blames. */
const BAD_INSTALLATIONS: readonly (readonly [body: object, field: string])[] = [
  [{ fid: FID }, 'appId'],
  [{ fid: FID, appId: '' }, 'appId'],
  [{ fid: 'x', appId: 'a' }, 'fid'],
];
/** The same for the subscription of a registration. */
const BAD_SUBSCRIPTIONS: readonly (readonly [changes: object, field: string])[] = [
  [{ endpoint: undefined }, 'web.endpoint'],
  [{ endpoint: 'push' }, 'web.endpoint'],
  [{ endpoint: 'ftp://127.0.0.1/' }, 'web.endpoint'],
  [{ p256dh: 'BAAA' }, 'web.p256dh'],
  [{ p256dh: `B+/${'A'.repeat(84)}` }, 'web.p256dh'],
  [{ auth: 'AAAA' }, 'web.auth'],
  [{ origin: '' }, 'web.origin'],
];

describe('FCM emulator: the Firebase SDK of a web app', () => {
  let emulator: RunningEmulator;
  let app: WebApp;
  let pushServer: PushServer;
  let web: Subscription;
  let installed: unknown;
  let now = Date.parse('2026-01-02T03:04:05Z');
  before(async () => {
    pushServer = await PushServer.start();
    web = pushServer.subscription();
  });
  after(() => pushServer.close());
  beforeEach(async () => {
    emulator = await RunningEmulator.start({ strict: true, now: () => new Date(now) });
    app = new WebApp(emulator);
    installed = await app.install();
  });
  afterEach(() => emulator.close());

  const statusOf = async (target: object): Promise<number> => (await emulator.send(target)).status;

  it('accepts an app’s ID or creates one, with tokens for a week', async () => {
    assert.equal(property(installed, 'fid'), FID);
    assert.match(String(property(installed, 'refreshToken')), /^3_./);
    assert.equal(property(installed, 'authToken', 'expiresIn'), '604800s');
    assert.match(String(property(installed, 'authToken', 'token')), /^[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.match(String(property(await app.install(''), 'fid')), /^[c-f][\w-]{21}$/);
  });

  it('creates an auth token for a refresh token, only of the same installation', async () => {
    const path = `installations/${FID}/authTokens:generate`;
    const renewed = await app.ask('POST', path, {}, app.refreshing);
    assert.equal(property(renewed.body, 'expiresIn'), '604800s');
    const headers = {
      'x-goog-firebase-installations-auth': `FIS ${property(renewed.body, 'token')}`,
    };
    assert.equal((await app.ask('POST', 'registrations', { web }, headers)).status, 200);
    const other = { authorization: 'FIS_v2 3_other' };
    assert.equal((await app.ask('POST', path, {}, other)).status, 401);
    assert.equal((await app.ask('POST', path, {})).status, 401);
    const elsewhere = path.replace(FID, OTHER_FID);
    assert.equal((await app.ask('POST', elsewhere, {}, app.refreshing)).status, 404);
  });

  it('ends the registration of a deleted installation, and accepts it again', async () => {
    const token = await app.getToken(web);
    const { status } = await app.ask('DELETE', `installations/${FID}`, undefined, app.refreshing);
    assert.equal(status, 200);
    assert.equal(await statusOf({ token }), 404);
    assert.equal((await app.register(web)).status, 401);
    await app.install();
    assert.equal((await app.register(web)).status, 200);
  });

  it('accepts its auth token after a restart, until it expires', async () => {
    const port = Number(new URL(emulator.origin).port);
    await emulator.close();
    emulator = await RunningEmulator.start({ port, now: () => new Date(now) });
    assert.equal((await app.register(web)).status, 200);
    now += WEEK_MS;
    assert.equal((await app.register(web)).status, 401);
  });

  it('returns a registration token, which is then a device', async () => {
    const token = await app.getToken(web);
    assert.match(token, /^dXZlcnkgbG9uZyBmaWQtMQ:APA91b[\w-]{134}$/);
    const { body } = await emulator.control('GET', 'devices');
    const [known, platform, label] = ['token', 'platform', 'label'].map((name) =>
      property(body, 'devices', 0, name),
    );
    assert.deepEqual([known, platform, label], [token, 'web', '127.0.0.1:5000']);
    assert.equal(await statusOf({ token }), 200);
  });

  it('returns the installation ID if the app registers by it; each way ends the other', async () => {
    const first = await app.getToken(web);
    const { body } = await app.register(web);
    assert.deepEqual(body, { name: `projects/p/registrations/${FID}` });
    assert.deepEqual([await statusOf({ token: first }), await statusOf({ fid: FID })], [404, 200]);
    const token = await app.getToken(web);
    assert.deepEqual([await statusOf({ token }), await statusOf({ fid: FID })], [200, 404]);
  });

  it('keeps the token of a subscription; another subscription gets another token', async () => {
    const token = await app.getToken(web);
    assert.equal(await app.getToken(web), token);
    assert.notEqual(await app.getToken(pushServer.subscription('/push/2')), token);
    assert.equal(await statusOf({ token }), 200);
  });

  it('refreshes a token at its own address', async () => {
    const token = await app.getToken(web);
    const moved = pushServer.subscription('/push/moved');
    const refreshed = await app.ask('PATCH', `registrations/${token}`, { web: moved });
    assert.deepEqual(refreshed.body, { token });
    await emulator.send({ token });
    assert.equal(pushServer.received.at(-1)?.path, '/push/moved');
    assert.equal((await app.ask('PATCH', 'registrations/other', { web })).status, 404);
  });

  it('takes the registration of an SDK that does not name its origin', async () => {
    const token = await app.getToken({ ...web, origin: undefined });
    assert.equal(await statusOf({ token }), 200);
  });

  it('deletes a registration once, and registers again', async () => {
    const token = await app.getToken(web);
    assert.deepEqual((await app.unregister(token)).body, {});
    assert.equal(errorOf(await emulator.send({ token })).errorCode, 'UNREGISTERED');
    const again = await app.unregister(token);
    assert.equal(again.status, 404);
    assert.equal(property(again.body, 'error', 'status'), 'NOT_FOUND');
    assert.notEqual(await app.getToken(web), token);

    await app.register(web);
    await app.unregister(FID);
    assert.equal(await statusOf({ fid: FID }), 404);
    await app.register(web);
    assert.equal(await statusOf({ fid: FID }), 200);
  });

  it('refuses a request without an auth token, or with one of another server', async () => {
    for (const credential of ['', 'FIS ', 'FIS x.y.z', 'Bearer t']) {
      const headers = { 'x-goog-firebase-installations-auth': credential };
      const { status, body } = await app.ask('POST', 'registrations', { web }, headers);
      assert.equal(status, 401);
      assert.equal(property(body, 'error', 'status'), 'UNAUTHENTICATED');
      assert.equal(property(body, 'error', 'details'), undefined);
      assert.equal((await app.ask('DELETE', 'registrations/t', undefined, headers)).status, 401);
    }
  });

  it('names the wrong field', async () => {
    const wrong = [
      ...BAD_INSTALLATIONS.map(([body, field]) => ['installations', body, field] as const),
      ...BAD_SUBSCRIPTIONS.map(
        ([changes, field]) => ['registrations', { web: { ...web, ...changes } }, field] as const,
      ),
      ['registrations', {}, 'web'] as const,
    ];
    for (const [path, body, field] of wrong) {
      const { status, rpcStatus, fields } = errorOf(await app.ask('POST', path, body));
      assert.deepEqual([status, rpcStatus, fields], [400, 'INVALID_ARGUMENT', [field]]);
    }
  });
});
