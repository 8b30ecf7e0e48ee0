import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import { Timestamp } from '@google-cloud/firestore';
import { idToken } from './google.ts';
import type { Instance } from './instance.ts';
import { db, start } from './production.ts';
import { accountDeleted, call } from './requests.ts';

const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;
/** Within that, what happens at once happens in any order, ms. */
const AT_ONCE_MS = 200;

const users = () => db.collection('users');
const owners = () => db.collection('pushTokenOwners');

/** What the server has of a person's devices. */
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
    [saving, deleting] = await Promise.all([start('savePushToken'), start('onUserDeleted')]);
  });
  after(() => Promise.all([saving, deleting].map((each) => each[Symbol.asyncDispose]())));

  /** With the ID token that was issued when they first saved. */
  const save = async (uid: string, deviceId: string): Promise<number> => {
    const authorization = signedIn.get(uid) ?? `Bearer ${idToken(uid)}`;
    signedIn.set(uid, authorization);
    const device = { token: `${uid}-${deviceId}`, platform: 'web', deviceId };
    return (await call(saving, device, uid, { authorization })).status;
  };
  const removeAccount = async (uid: string, time?: Date): Promise<void> => {
    assert.equal((await accountDeleted(deleting, uid, time)).status, 204, deleting.output);
  };

  it('takes its devices along, and leaves the app’s fields', async () => {
    await users().doc('first').set({ displayName: 'Mina' });
    assert.equal(await save('first', 'phone'), 200);
    assert.equal(await save('first', 'tablet'), 200);
    await removeAccount('first');
    assert.deepEqual(await devicesOf('first'), []);
    assert.equal((await users().doc('first').get()).get('displayName'), 'Mina');
  });

  it('takes them along where its document went first', async () => {
    assert.equal(await save('document-first', 'phone'), 200);
    await users().doc('document-first').delete();
    assert.deepEqual(await devicesOf('document-first'), ['phone'], 'an owner is left');
    await removeAccount('document-first');
    assert.deepEqual(await devicesOf('document-first'), []);
    assert.equal((await users().doc('document-first').get()).exists, false);
  });

  it('leaves the device to whoever has it by now', async () => {
    const device = { token: 'handed-over', platform: 'web', deviceId: 'phone' };
    await call(saving, device, 'former');
    await call(saving, device, 'later');
    await removeAccount('former');
    assert.deepEqual(await devicesOf('later'), ['phone', 'phone']);
  });

  it('saves no device any more with an ID token that outlives it, by however many calls', async () => {
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

  it('does not stand in the way of a new one with its uid', async () => {
    await removeAccount('anew', new Date(Date.now() - 60_000));
    assert.equal(await save('anew', 'phone'), 200);
    await removeAccount('anew', new Date(Date.now() - 60_000));
    assert.equal(
      await save('anew', 'phone'),
      200,
      'an event that comes again costs a save at most',
    );
  });

  it('has nothing left where it, its document and saves of it come at once', async () => {
    const soon = () => pass(Math.random() * AT_ONCE_MS);
    const uids = Array.from({ length: 24 }, (_, i) => `at-once-${i}`);
    for (const uid of uids) signedIn.set(uid, `Bearer ${idToken(uid)}`);
    const answers = await Promise.all(
      uids.map(async (uid, i) => {
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

describe('The nightly pruning', function () {
  this.timeout(60_000);

  it('is held up by no owner that an admin has written in another shape', async () => {
    const lastSeenAt = Timestamp.fromMillis(Date.now() - 100 * DAY_MS);
    const odd = [
      {},
      { uid: 1 },
      { uid: '' },
      { uid: 'a/b' },
      { uid: '..' },
      { uid: '__a__' },
      { uid: {} },
    ];
    await Promise.all([
      ...odd.map((fields, i) =>
        owners()
          .doc(`odd-${i}`)
          .set({ deviceId: 'phone', ...fields, lastSeenAt }),
      ),
      owners().doc('no-device').set({ uid: 'stale', lastSeenAt }),
      owners().doc('stale').set({ uid: 'stale', deviceId: 'phone', lastSeenAt }),
      users().doc('stale').set({ pushTokens: 'none' }),
    ]);
    await using pruning = await start('pruneStaleTokens');
    const { status } = await fetch(pruning.origin, { method: 'POST' });
    assert.equal(status, 200, pruning.output);
    const left = await owners().where('lastSeenAt', '==', lastSeenAt).get();
    assert.deepEqual(
      left.docs.map(({ id }) => id),
      [],
    );
    assert.equal((await users().doc('stale').get()).get('pushTokens'), 'none');
  });
});
