import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import { idToken } from './google.ts';
import type { Instance } from './instance.ts';
import { db, start } from './production.ts';
import { accountDeleted, call } from './requests.ts';

const HOUR_MS = 60 * 60_000;
/** Events within this time can be handled in any order, in ms. */
const AT_ONCE_MS = 200;

/** An app with public profiles keeps devices in another collection. */
const params = { USERS_COLLECTION: 'members', DEVICES_COLLECTION: 'accounts' };
const users = () => db.collection('accounts');
const owners = () => db.collection('pushTokenOwners');

/** Returns a user's devices on the server, in the document and in the index. */
async function devicesOf(uid: string): Promise<string[]> {
  const [user, held] = await Promise.all([
    users().doc(uid).get(),
    owners().where('uid', '==', uid).get(),
  ]);
  const owned = held.docs.map((each) => String(each.get('deviceId')));
  return [...Object.keys(user.get('pushTokens') ?? {}), ...owned];
}

describe('A deleted account', function () {
  this.timeout(60_000);
  let saving: Instance;
  let deleting: Instance;
  const signedIn = new Map<string, string>();

  before(async () => {
    [saving, deleting] = await Promise.all([
      start('savePushToken', { params }),
      start('onUserDeleted', { params }),
    ]);
  });
  after(() => Promise.all([saving, deleting].map((each) => each[Symbol.asyncDispose]())));

  /** With the ID token that was issued when the user first saved. */
  const save = async (uid: string, deviceId: string, token = `${uid}-${deviceId}`) => {
    const authorization = signedIn.get(uid) ?? `Bearer ${idToken(uid)}`;
    signedIn.set(uid, authorization);
    const device = { token, platform: 'web', deviceId };
    return (await call(saving, device, uid, { authorization })).status;
  };
  const removeAccount = async (uid: string, time?: Date): Promise<void> => {
    assert.equal((await accountDeleted(deleting, uid, time)).status, 204, deleting.output);
  };

  for (const goesFirst of ['its document', 'the account'] as const) {
    it(`removes its devices and its inbox if ${goesFirst} is deleted first`, async () => {
      const uid = goesFirst.replace(' ', '-');
      await users().doc(uid).set({ displayName: 'Mina' });
      await users().doc(`${uid}/notifications/one`).set({ read: false });
      for (const deviceId of ['phone', 'tablet']) assert.equal(await save(uid, deviceId), 200);
      if (goesFirst === 'its document') await users().doc(uid).delete();
      await removeAccount(uid);
      assert.deepEqual(await devicesOf(uid), []);
      const left = goesFirst === 'its document' ? undefined : 'Mina';
      const user = await users().doc(uid).get();
      assert.equal(user.get('displayName'), left, 'the app’s fields are not touched');
      assert.deepEqual(await user.ref.listCollections(), []);
    });
  }

  it('keeps a device of the user who has it now', async () => {
    for (const uid of ['former', 'later']) await save(uid, 'phone', 'handed-over');
    await removeAccount('former');
    assert.deepEqual(await devicesOf('later'), ['phone', 'phone']);
  });

  it('saves no device with an ID token that outlives it, however many calls come', async () => {
    assert.equal(await save('outlived', 'phone'), 200);
    await removeAccount('outlived');
    for (const deviceId of ['phone', 'tablet']) assert.equal(await save('outlived', deviceId), 401);
    await users().doc('outlived').delete();
    assert.equal(await save('outlived', 'phone'), 401);
    assert.deepEqual(await devicesOf('outlived'), []);
    assert.equal((await users().doc('outlived').get()).exists, false);
    const marked = await db.doc('deletedUsers/outlived').get();
    const keptMs = marked.get('expireAt').toMillis() - Date.now();
    assert.ok(keptMs > HOUR_MS && keptMs < 3 * HOUR_MS, `${keptMs}`);
  });

  it('does not affect a new account with its uid, even if its event comes again', async () => {
    const aMinuteAgo = new Date(Date.now() - 60_000);
    for (const _ of ['its event', 'the same again']) {
      await removeAccount('anew', aMinuteAgo);
      assert.equal(await save('anew', 'phone'), 200);
    }
  });

  it('leaves nothing if account, document and saves come at once', async () => {
    const soon = () => pass(Math.random() * AT_ONCE_MS);
    const uids = Array.from({ length: 24 }, (_, i) => `at-once-${i}`);
    const answers = await Promise.all(
      uids.map(async (uid, i) => {
        signedIn.set(uid, `Bearer ${idToken(uid)}`);
        if (i % 3 === 1) await users().doc(uid).set({ displayName: 'Mina' });
        const before = i % 3 === 2 ? [await save(uid, 'before')] : [];
        const saves = ['a', 'b', 'c'].map((deviceId) => soon().then(() => save(uid, deviceId)));
        const document = soon().then(async () => i % 2 === 1 && users().doc(uid).delete());
        await Promise.all([document, soon().then(() => removeAccount(uid))]);
        return [...before, ...(await Promise.all(saves))];
      }),
    );
    const left = await Promise.all(uids.map(devicesOf));
    assert.deepEqual(left.flat(), []);
    assert.deepEqual([...new Set(answers.flat())].sort(), [200, 401], 'both were tried');
  });
});
