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

const signedIn = (uid: string) => ({ uid, issuedAt: Date.now() });

// What a save and a removal plan is in test/unit/tokens/ownership.test.ts.
describe('savePushToken and removePushToken', function () {
  this.timeout(60_000);
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

  it('derives the same device ID each time, and writes nothing where nothing is new', async () => {
    const mina = await AppUser.signUp('Mina');
    const user = admin.collection(USERS).doc(mina.uid);
    await user.delete();
    const first = await mina.save({ token: 'derived', platform: 'android' });
    const before = await user.get();
    assert.deepEqual(await mina.save({ token: 'derived', platform: 'android' }), first);
    const after = await user.get();
    assert.equal(Object.keys(await mina.pushTokens()).length, 1);
    assert.ok(before.updateTime && after.updateTime?.isEqual(before.updateTime));
  });

  it('replaces a token by a fid, and gives it back to who saves it again', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    // A device named like what every object has.
    const device = { platform: 'web', deviceId: 'constructor' };
    await mina.save({ ...device, token: `before-${mina.uid}` });
    const input = { ...device, fid: `in-turns-${mina.uid}` };
    for (const [holder, other] of [
      [mina, joon],
      [joon, mina],
      [mina, joon],
    ] as const) {
      assert.deepEqual(await holder.save(input), { deviceId: 'constructor' });
      const [[deviceId, { fid, token } = {}] = [], ...more] = Object.entries(
        await holder.pushTokens(),
      );
      assert.deepEqual([deviceId, fid, token, more], ['constructor', input.fid, undefined, []]);
      assert.deepEqual(await other.pushTokens(), {});
    }
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

  it('loses nothing when 40 saves of 20 devices run at once', async () => {
    const uid = `crowd-${randomUUID()}`;
    const ids = Array.from({ length: 20 }, (_, i) => `d${i}`);
    const save = (deviceId: string) =>
      saveDevice(
        functionsDb,
        signedIn(uid),
        { deviceId, platform: 'web', target: { token: `${uid}-${deviceId}` } },
        Date.now(),
      );
    await Promise.all([...ids, ...ids].map(save));
    const user = await admin.collection(USERS).doc(uid).get();
    assert.deepEqual(Object.keys(user.get('pushTokens')).sort(), ids.toSorted());
  });

  it('has documents and index agree after saves, moves and removals at once', async () => {
    const crowd = randomUUID();
    const uids = ['mina', 'joon', 'sora'].map((name) => `${name}-${crowd}`);
    const operation = fc.record({
      uid: fc.constantFrom(...uids),
      token: fc.constantFrom(`t1-${crowd}`, `t2-${crowd}`),
      deviceId: fc.constantFrom('phone', 'tablet'),
      remove: fc.boolean(),
    });
    await Promise.all(
      fc
        .sample(operation, 30)
        .map(({ uid, token, deviceId, remove }) =>
          remove
            ? removeDevices(functionsDb, uid, (device) => device.deviceId === deviceId)
            : saveDevice(
                functionsDb,
                signedIn(uid),
                { deviceId, platform: 'web', target: { token } },
                Date.now(),
              ),
        ),
    );
    const users = await admin.getAll(...uids.map((uid) => admin.collection(USERS).doc(uid)));
    const held = users.flatMap((user) =>
      parseDevices(user.get('pushTokens')).map(
        ({ deviceId, target }) => `${targetId(target)} ${user.id} ${deviceId}`,
      ),
    );
    const index = await admin.collection('pushTokenOwners').where('uid', 'in', uids).get();
    const owned = index.docs.map((each) => `${each.id} ${each.get('uid')} ${each.get('deviceId')}`);
    assert.deepEqual(held.toSorted(), owned.toSorted());
    const tokens = held.map((each) => each.split(' ')[0]);
    assert.equal(new Set(tokens).size, held.length, 'a token under two devices');
  });
});

// All that can be wrong is in test/unit/tokens/requests.test.ts.
describe('What a callable answers to bad input', function () {
  this.timeout(30_000);
  after(closeApps);

  it('names what is wrong, and writes nothing', async () => {
    const mina = await AppUser.signUp('Mina');
    await assert.rejects(mina.save({ token: 'a\nb', platform: 'web', x: 1 }), (error) => {
      assert.ok(error instanceof FirebaseError && 'details' in error);
      assert.equal(error.code, 'functions/invalid-argument');
      const details = error.details as { field: string; description: string }[];
      assert.deepEqual(details.map((each) => each.field).sort(), ['token', 'x']);
      return true;
    });
    assert.deepEqual(await mina.pushTokens(), {});
  });

  it('refuses who is not signed in', async () => {
    for (const name of ['savePushToken', 'removePushToken']) {
      const answer = await post(name, '{"data":{"token":"a","platform":"web"}}');
      assert.equal(answer.status, 401);
      assert.equal(answer.body.error?.status, 'UNAUTHENTICATED');
    }
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
      assert.equal(answer.body.error?.status, 'INVALID_ARGUMENT', body);
      assert.ok(Array.isArray(answer.body.error.details), body);
    }
    assert.deepEqual(await mina.pushTokens(), {});
  });
});

interface CallableAnswer {
  readonly error?: { readonly status: string; readonly details?: unknown };
}

async function post(name: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${FUNCTIONS_ORIGIN}/${PROJECT}/${REGION}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: (await response.json()) as CallableAnswer };
}
