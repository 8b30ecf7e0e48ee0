import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { FirebaseError } from 'firebase/app';
import { targetId } from '../../functions/src/fcm/message.ts';
import { parseDevices } from '../../functions/src/tokens/device.ts';
import {
  forgetDevices,
  markDevices,
  removeDevices,
  saveDevice,
} from '../../functions/src/tokens/device-store.ts';
import { USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin, FUNCTIONS_ORIGIN, PROJECT, REGION } from './environment.ts';

const userOf = ({ uid }: AppUser) => admin.doc(`${USERS}/${uid}`);

/** Saves a device as the callable does, without a separate process. */
const save = (uid: string, token: string, deviceId: string) =>
  saveDevice(
    admin,
    { uid, issuedAt: Date.now() },
    { deviceId, platform: 'web', target: { token } },
    Date.now(),
  );

// test/unit/tokens/ownership.test.ts tests the planned writes.
describe('savePushToken and removePushToken', function () {
  this.timeout(60_000);
  after(closeApps);

  it('keeps the device under the user and leaves other fields alone', async () => {
    const mina = await AppUser.signUp('Mina', { locale: 'ko' });
    const optional = { locale: 'ko-KR', timeZone: 'Asia/Seoul', appVersion: '1.2.3' };
    const stored = { token: 'token-of-mina', platform: 'ios', ...optional };
    assert.deepEqual(await mina.save({ ...stored, deviceId: 'phone' }), { deviceId: 'phone' });
    const { displayName, locale, pushTokens } = (await userOf(mina).get()).data() ?? {};
    assert.deepEqual([displayName, locale], ['Mina', 'ko']);
    const { createdAt, lastSeenAt, ...rest } = pushTokens.phone;
    assert.deepEqual(rest, stored);
    assert.ok(createdAt.isEqual(lastSeenAt));
  });

  it('replaces a token by a fid, and gives it back to the user who saves it again', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    // A device ID that is a property of every object.
    const device = { platform: 'web', deviceId: 'constructor' };
    await mina.save({ ...device, token: `before-${mina.uid}` });
    const input = { ...device, fid: `in-turns-${mina.uid}` };
    for (const [holder, other] of [
      [mina, joon],
      [joon, mina],
      [mina, joon],
    ] as const) {
      assert.deepEqual(await holder.save(input), { deviceId: 'constructor' });
      const devices = Object.entries(await holder.pushTokens());
      assert.deepEqual(
        devices.map(([deviceId, { fid, token }]) => [deviceId, fid, token]),
        [['constructor', input.fid, undefined]],
      );
      assert.deepEqual(await other.pushTokens(), {});
    }
  });

  it('removes by token, by fid and by device ID, once, and only devices of the caller', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    const [token, fid] = [`t-${mina.uid}`, `f-${mina.uid}`];
    await mina.save({ token, platform: 'ios', deviceId: 'a' });
    await mina.save({ fid, platform: 'ios', deviceId: 'b' });
    await mina.save({ token: `u-${mina.uid}`, platform: 'ios', deviceId: 'c' });
    for (const [user, input, removed] of [
      [joon, { token }, false],
      [mina, { token }, true],
      [mina, { token }, false],
      [mina, { fid }, true],
      [mina, { deviceId: 'c' }, true],
    ] as const) {
      assert.deepEqual(await user.call('removePushToken', input), { removed });
    }
    assert.deepEqual(await mina.pushTokens(), {});
  });

  it('keeps a device whose old token FCM calls dead or another sender’s', async () => {
    const uid = `renewed-${randomUUID()}`;
    const [old, renewed] = [`old-${uid}`, `new-${uid}`];
    for (const token of [old, renewed]) await save(uid, token, 'phone');
    const devices = async () => (await admin.doc(`${USERS}/${uid}`).get()).get('pushTokens');
    const before = await devices();
    const reported = (token: string) => [{ uid, deviceId: 'phone', target: { token } }];
    await forgetDevices(admin, reported(old));
    await markDevices(admin, reported(old));
    assert.deepEqual(await devices(), before);
    await markDevices(admin, reported(renewed));
    assert.equal((await devices()).phone.problem, 'SENDER_ID_MISMATCH');
    await forgetDevices(admin, reported(renewed));
    assert.deepEqual(await devices(), {});
  });

  it('loses nothing when 40 saves of 20 devices run at once', async () => {
    const uid = `crowd-${randomUUID()}`;
    const ids = Array.from({ length: 20 }, (_, i) => `d${i}`);
    await Promise.all([...ids, ...ids].map((id) => save(uid, `${uid}-${id}`, id)));
    const user = await admin.doc(`${USERS}/${uid}`).get();
    assert.deepEqual(Object.keys(user.get('pushTokens')).sort(), ids.toSorted());
  });

  it('keeps documents and index consistent after concurrent saves, moves and removals', async () => {
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
            ? removeDevices(admin, uid, (device) => device.deviceId === deviceId)
            : save(uid, token, deviceId),
        ),
    );
    const users = await admin.getAll(...uids.map((uid) => admin.doc(`${USERS}/${uid}`)));
    const held = users.flatMap((user) =>
      parseDevices(user.get('pushTokens')).map(
        ({ deviceId, target }) => `${targetId(target)} ${user.id} ${deviceId}`,
      ),
    );
    // The ID of a document of the index is the token's hash, so no token has two devices.
    const index = await admin.collection('pushTokenOwners').where('uid', 'in', uids).get();
    const owned = index.docs.map((each) => `${each.id} ${each.get('uid')} ${each.get('deviceId')}`);
    assert.deepEqual(held.toSorted(), owned.toSorted());
  });
});

// test/unit/tokens/requests.test.ts tests everything that can be wrong.
describe('The answer of a callable to bad input', function () {
  this.timeout(30_000);
  after(closeApps);

  async function post(name: string, body: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${FUNCTIONS_ORIGIN}/${PROJECT}/${REGION}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return (await response.json()) as { error?: { status: string; details?: unknown } };
  }

  it('names the wrong fields, and writes nothing', async () => {
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

  it('refuses users who are not signed in', async () => {
    for (const name of ['savePushToken', 'removePushToken', 'sendTestPush']) {
      for (const headers of [{}, { authorization: 'Bearer no-token' }]) {
        const { error } = await post(name, '{"data":{"token":"a","platform":"web"}}', headers);
        assert.equal(error?.status, 'UNAUTHENTICATED');
      }
    }
  });

  it('ignores properties of a prototype', async () => {
    const mina = await AppUser.signUp('Mina');
    const authorization = `Bearer ${await mina.idToken()}`;
    for (const data of [
      '{"__proto__":{"token":"x","platform":"web"}}',
      '{"token":"x","platform":"web","__proto__":{"deviceId":"a","x":1},"y":1}',
      '["token"]',
      '"text"',
      'null',
    ]) {
      const { error } = await post('savePushToken', `{"data":${data}}`, { authorization });
      assert.equal(error?.status, 'INVALID_ARGUMENT', data);
      assert.ok(Array.isArray(error.details), data);
    }
    assert.deepEqual(await mina.pushTokens(), {});
  });
});
