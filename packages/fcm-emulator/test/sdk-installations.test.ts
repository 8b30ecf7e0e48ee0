import assert from 'node:assert/strict';
import { PushServer } from './browser-subscription.ts';
import { property, RunningEmulator } from './running-emulator.ts';
import { WebApp } from './web-app.ts';

const FID = 'dXZlcnkgbG9uZyBmaWQtMQ';
const WEEK_MS = 604_800_000;

describe('FCM emulator: installations', () => {
  let emulator: RunningEmulator;
  let app: WebApp;
  let pushServer: PushServer;
  let now = Date.parse('2026-01-02T03:04:05Z');
  before(async () => {
    pushServer = await PushServer.start();
  });
  after(() => pushServer.close());
  beforeEach(async () => {
    emulator = await RunningEmulator.start({ now: () => new Date(now) });
    app = new WebApp(emulator);
  });
  afterEach(() => emulator.close());

  it('takes the ID that an app made, with tokens for a week', async () => {
    const { status, body } = await app.ask('POST', 'installations', {
      fid: FID,
      authVersion: 'FIS_v2',
      appId: '1:1234567890:web:abc',
      sdkVersion: 'w:0.6.24',
    });
    assert.equal(status, 200);
    assert.equal(property(body, 'fid'), FID);
    assert.match(String(property(body, 'refreshToken')), /^3_./);
    assert.equal(property(body, 'authToken', 'expiresIn'), '604800s');
    assert.match(String(property(body, 'authToken', 'token')), /^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('makes an ID for an app that could make none', async () => {
    assert.match(await app.install(''), /^[c-f][\w-]{21}$/);
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
    const web = pushServer.subscription();
    assert.equal((await app.ask('POST', 'registrations', { web }, headers)).status, 200);

    const other = { authorization: 'FIS_v2 3_other' };
    assert.equal((await app.ask('POST', path, body, other)).status, 401);
    assert.equal((await app.ask('POST', path, body)).status, 401);
    const elsewhere = path.replace(FID, 'cXZlcnkgbG9uZyBmaWQtMQ');
    assert.equal((await app.ask('POST', elsewhere, body, app.refreshing)).status, 404);
  });

  it('ends what a deleted installation registered, and takes it anew', async () => {
    await app.install();
    const token = await app.getToken(pushServer.subscription());
    const { status } = await app.ask('DELETE', `installations/${FID}`, undefined, app.refreshing);
    assert.equal(status, 200);
    assert.equal((await emulator.send({ token })).status, 404);
    assert.equal((await app.register(pushServer.subscription())).status, 401);
    await app.install();
    assert.equal((await app.register(pushServer.subscription())).status, 200);
  });

  it('refuses an auth token that has run out', async () => {
    await app.install();
    now += WEEK_MS;
    assert.equal((await app.register(pushServer.subscription())).status, 401);
  });

  it('knows an auth token of its own from before a restart', async () => {
    await app.install();
    const { port } = new URL(emulator.origin);
    await emulator.close();
    emulator = await RunningEmulator.start({ port: Number(port), now: () => new Date(now) });
    assert.equal((await app.register(pushServer.subscription())).status, 200);
  });

  for (const [what, body, field] of [
    ['no appId', { fid: FID }, 'appId'],
    ['an empty appId', { fid: FID, appId: '' }, 'appId'],
    ['a malformed FID', { fid: 'x', appId: 'a' }, 'fid'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await app.ask('POST', 'installations', body);
      assert.equal(answer.status, 400);
      assert.equal(property(answer.body, 'error', 'code'), 400);
      assert.equal(property(answer.body, 'error', 'status'), 'INVALID_ARGUMENT');
      const violations = property(answer.body, 'error', 'details', 0, 'fieldViolations', 0);
      assert.equal(property(violations, 'field'), field);
    });
  }
});
