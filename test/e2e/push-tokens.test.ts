import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { FirebaseError } from 'firebase/app';
import { targetId } from '../../functions/src/fcm/message.ts';
import { parseDevices } from '../../functions/src/tokens/device.ts';
import { removeDevices, saveDevice } from '../../functions/src/tokens/device-store.ts';
import { USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin, FUNCTIONS_ORIGIN, functionsDb, PROJECT, REGION } from './environment.ts';
import { createDevice } from './fcm.ts';

/** Writers of one document take turns; starting function processes takes seconds. */
const CROWD_TIMEOUT_MS = 60_000;

const signedIn = (uid: string) => ({ uid, issuedAt: Date.now() });

describe('savePushToken and removePushToken', function () {
  this.timeout(30_000);
  after(closeApps);

  it('keeps the device under the user and leaves other fields alone', async () => {
    const mina = await AppUser.signUp('Mina', { locale: 'ko' });
    const input = {
      token: 'token-of-mina',
      platform: 'ios',
      deviceId: 'phone',
      locale: 'ko-KR',
      timeZone: 'Asia/Seoul',
      appVersion: '1.2.3',
    };
    assert.deepEqual(await mina.save(input), { deviceId: 'phone' });
    const user = await admin.collection(USERS).doc(mina.uid).get();
    assert.equal(user.get('displayName'), 'Mina');
    assert.equal(user.get('locale'), 'ko');
    const { createdAt, lastSeenAt, ...rest } = user.get('pushTokens').phone;
    const { deviceId: _, ...stored } = input;
    assert.deepEqual(rest, stored);
    assert.ok(createdAt.isEqual(lastSeenAt));
  });

  it('creates the document of a user who has none', async () => {
    const mina = await AppUser.signUp('Mina');
    await admin.collection(USERS).doc(mina.uid).delete();
    await mina.save({ fid: 'fid-of-mina', platform: 'web', deviceId: 'laptop' });
    const { laptop } = await mina.pushTokens();
    assert.equal(laptop?.fid, 'fid-of-mina');
    assert.ok(!('token' in (laptop ?? {})));
  });

  it('derives the same device ID each time and keeps one entry', async () => {
    const mina = await AppUser.signUp('Mina');
    const first = await mina.save({ token: 'derived', platform: 'android' });
    const before = await admin.collection(USERS).doc(mina.uid).get();
    assert.deepEqual(await mina.save({ token: 'derived', platform: 'android' }), first);
    const after = await admin.collection(USERS).doc(mina.uid).get();
    assert.equal(Object.keys(await mina.pushTokens()).length, 1);
    assert.ok(
      before.updateTime && after.updateTime?.isEqual(before.updateTime),
      'an unchanged device costs no write',
    );
  });

  it("replaces a device's token with its new one, or with an installation ID", async () => {
    const mina = await AppUser.signUp('Mina');
    await mina.save({ token: 'old', platform: 'android', deviceId: 'phone' });
    await mina.save({ fid: 'new', platform: 'android', deviceId: 'phone' });
    const { phone } = await mina.pushTokens();
    assert.equal(phone?.fid, 'new');
    assert.equal(phone?.token, undefined);
  });

  it('moves a token from the user before', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    await mina.save({ token: 'shared', platform: 'android', deviceId: 'theirs' });
    await mina.save({ token: 'own', platform: 'android', deviceId: 'own' });
    await joon.save({ token: 'shared', platform: 'android', deviceId: 'theirs' });
    assert.deepEqual(Object.keys(await mina.pushTokens()), ['own']);
    assert.deepEqual(Object.keys(await joon.pushTokens()), ['theirs']);
  });

  it('gives a token back to who saves again what they saved before', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    const input = { token: `in-turns-${mina.uid}`, platform: 'web', deviceId: 'd' };
    for (const [holder, other] of [
      [mina, joon],
      [joon, mina],
      [mina, joon],
    ] as const) {
      await holder.save(input);
      assert.deepEqual(Object.keys(await holder.pushTokens()), ['d']);
      assert.deepEqual(await other.pushTokens(), {});
    }
  });

  it('keeps the 20 devices seen last', async () => {
    const mina = await AppUser.signUp('Mina');
    for (let i = 0; i < 22; i += 1) {
      await mina.save({ token: `cap-${mina.uid}-${i}`, platform: 'web', deviceId: `d${i}` });
    }
    const kept = Object.keys(await mina.pushTokens());
    assert.equal(kept.length, 20);
    assert.ok(!kept.includes('d0') && !kept.includes('d1') && kept.includes('d21'));
  });

  it('removes by token, by fid and by device ID, once, and only what is the caller’s', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    await mina.save({ token: `t-${mina.uid}`, platform: 'ios', deviceId: 'a' });
    await mina.save({ fid: `f-${mina.uid}`, platform: 'ios', deviceId: 'b' });
    await mina.save({ token: `u-${mina.uid}`, platform: 'ios', deviceId: 'c' });
    const remove = (who: AppUser, input: object) => who.call('removePushToken', input);
    assert.deepEqual(await remove(joon, { token: `t-${mina.uid}` }), { removed: false });
    assert.deepEqual(await remove(mina, { token: `t-${mina.uid}` }), { removed: true });
    assert.deepEqual(await remove(mina, { token: `t-${mina.uid}` }), { removed: false });
    assert.deepEqual(await remove(mina, { fid: `f-${mina.uid}` }), { removed: true });
    assert.deepEqual(await remove(mina, { deviceId: 'c' }), { removed: true });
    assert.deepEqual(await mina.pushTokens(), {});
  });

  it('takes a device named like what every object has', async () => {
    const [mina, joon] = [await AppUser.signUp('Mina'), await AppUser.signUp('Joon')];
    for (const deviceId of ['constructor', 'toString', 'hasOwnProperty']) {
      const token = `token-of-${deviceId}`;
      const input = { token: `${token}-before`, platform: 'web', deviceId };
      await mina.save(input);
      assert.deepEqual(await mina.save({ ...input, token }), { deviceId });
      assert.equal(new Map(Object.entries(await mina.pushTokens())).get(deviceId)?.token, token);
      await joon.save({ ...input, token });
      assert.deepEqual(await mina.pushTokens(), {});
      assert.deepEqual(await joon.call('removePushToken', { deviceId }), { removed: true });
      assert.deepEqual(await joon.pushTokens(), {});
    }
  });

  it('loses nothing when 40 saves of 20 devices run at once', async function () {
    this.timeout(CROWD_TIMEOUT_MS);
    const uid = `crowd-${randomUUID()}`;
    const ids = Array.from({ length: 20 }, (_, i) => `d${i}`);
    const save = (deviceId: string) =>
      saveDevice(functionsDb, signedIn(uid), {
        deviceId,
        platform: 'web',
        target: { token: `${uid}-${deviceId}` },
      });
    await Promise.all([...ids, ...ids].map(save));
    const user = await admin.collection(USERS).doc(uid).get();
    assert.deepEqual(Object.keys(user.get('pushTokens')).sort(), ids.toSorted());
  });

  it('leaves one owner of a token that ten users save at once', async function () {
    this.timeout(CROWD_TIMEOUT_MS);
    const crowd = randomUUID();
    const uids = Array.from({ length: 10 }, (_, i) => `${crowd}-${i}`);
    const device = { deviceId: 'phone', platform: 'web', target: { token: crowd } } as const;
    await Promise.all(uids.map((uid) => saveDevice(functionsDb, signedIn(uid), device)));
    const users = await admin.getAll(...uids.map((uid) => admin.collection(USERS).doc(uid)));
    const holders = users.filter((user) => 'phone' in (user.get('pushTokens') ?? {}));
    assert.equal(holders.length, 1);
    const owners = admin.collection('pushTokenOwners').where('uid', 'in', uids);
    assert.deepEqual(
      (await owners.get()).docs.map((each) => each.get('uid')),
      [holders[0]?.id],
    );
  });

  it('has documents and index agree after saves, moves and removals at once', async function () {
    this.timeout(CROWD_TIMEOUT_MS);
    const crowd = randomUUID();
    const uids = ['mina', 'joon', 'sora'].map((name) => `${name}-${crowd}`);
    const operation = fc.record({
      uid: fc.constantFrom(...uids),
      token: fc.constantFrom(`t1-${crowd}`, `t2-${crowd}`),
      deviceId: fc.constantFrom('phone', 'tablet'),
      remove: fc.boolean(),
    });
    await Promise.all(
      fc.sample(operation, 30).map(({ uid, token, deviceId, remove }) =>
        remove
          ? removeDevices(functionsDb, uid, (device) => device.deviceId === deviceId)
          : saveDevice(functionsDb, signedIn(uid), {
              deviceId,
              platform: 'web',
              target: { token },
            }),
      ),
    );
    const users = await admin.getAll(...uids.map((uid) => admin.collection(USERS).doc(uid)));
    const held = users.flatMap((user) =>
      parseDevices(user.get('pushTokens')).map(({ deviceId, target }) => ({
        id: targetId(target),
        uid: user.id,
        deviceId,
      })),
    );
    const index = await admin.collection('pushTokenOwners').where('uid', 'in', uids).get();
    const owned = index.docs.map((each) => ({
      id: each.id,
      uid: each.get('uid'),
      deviceId: each.get('deviceId'),
    }));
    const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
    assert.deepEqual(held.toSorted(byId), owned.toSorted(byId));
    assert.equal(
      new Set(held.map((each) => each.id)).size,
      held.length,
      'a token under two devices',
    );
  });

  it('takes saves of several users through the callable at once', async function () {
    this.timeout(CROWD_TIMEOUT_MS);
    const users = await Promise.all(['A', 'B', 'C'].map((name) => AppUser.signUp(name)));
    const { target: token } = await createDevice();
    await Promise.all(users.map((user) => user.save({ token, platform: 'web' })));
    const all = await Promise.all(users.map((user) => user.pushTokens()));
    assert.equal(all.flatMap((each) => Object.values(each)).length, 1);
  });
});

describe('What a callable answers to bad input', function () {
  this.timeout(30_000);
  after(closeApps);

  // All that can be wrong is in test/unit/tokens/requests.test.ts.
  const bad: readonly [string, Record<string, unknown>, readonly string[]][] = [
    ['nothing', {}, ['token', 'fid', 'platform']],
    ['a line break in a token', { token: 'a\nb', platform: 'web' }, ['token']],
    ['an object', { token: { a: 1 }, platform: 'web' }, ['token']],
    ['unknown fields', { token: 'a', platform: 'web', x: 1, y: 2 }, ['x', 'y']],
  ];
  for (const [what, input, fields] of bad) {
    it(`names what is wrong with ${what}`, async () => {
      const mina = await AppUser.signUp('Mina');
      await assert.rejects(mina.save(input), (error) => {
        assert.ok(error instanceof FirebaseError && 'details' in error);
        assert.equal(error.code, 'functions/invalid-argument');
        const details = error.details as { field: string; description: string }[];
        assert.deepEqual(details.map((each) => each.field).sort(), fields.toSorted());
        return true;
      });
      assert.deepEqual(await mina.pushTokens(), {}, 'nothing is written');
    });
  }

  it('refuses who is not signed in', async () => {
    for (const name of ['savePushToken', 'removePushToken']) {
      const answer = await post(name, { data: { token: 'a', platform: 'web' } });
      assert.equal(answer.status, 401);
      assert.equal(answer.body.error?.status, 'UNAUTHENTICATED');
    }
  });

  it('is short, whatever came in', async () => {
    const mina = await AppUser.signUp('Mina');
    const authorization = `Bearer ${await mina.idToken()}`;
    const fields = Array.from({ length: 500_000 }, (_, i) => `"field${i}":1`).join(',');
    const [some] = fields.split(',"field900"');
    for (const [body, count] of [
      [`{"data":{"token":"a","platform":"web",${some}}}`, 10],
      [`{"data":{${fields}}}`, 1],
      [`{"data":{"token":"${'a'.repeat(9_000_000)}"}}`, 1],
    ] as const) {
      const answer = await post('savePushToken', body, { authorization });
      assert.equal(answer.status, 400);
      assert.equal(answer.body.error?.status, 'INVALID_ARGUMENT');
      assert.equal(Object(answer.body.error.details).length, count);
      assert.ok(JSON.stringify(answer.body).length < 2_000);
    }
    assert.equal((await post('savePushToken', `{"data":{${fields}}}`)).status, 401);
  });

  it('takes nothing from a prototype', async () => {
    const mina = await AppUser.signUp('Mina');
    const authorization = `Bearer ${await mina.idToken()}`;
    const bodies = [
      '{"data":{"__proto__":{"token":"x","platform":"web"}}}',
      '{"data":{"token":"x","platform":"web","__proto__":{"deviceId":"a","x":1},"y":1}}',
      '{"data":["token"]}',
      '{"data":"text"}',
      '{"data":null}',
    ];
    for (const body of bodies) {
      const answer = await post('savePushToken', body, { authorization });
      assert.equal(answer.body.error?.status, 'INVALID_ARGUMENT', body.slice(0, 60));
      assert.ok(Array.isArray(answer.body.error.details), body.slice(0, 60));
    }
    assert.deepEqual(await mina.pushTokens(), {});
  });
});

interface CallableAnswer {
  readonly error?: { readonly status: string; readonly details?: unknown };
}

async function post(name: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${FUNCTIONS_ORIGIN}/${PROJECT}/${REGION}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as CallableAnswer };
}
