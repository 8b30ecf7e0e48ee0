import assert from 'node:assert/strict';
import { FirebaseError } from 'firebase/app';
import { getAuth } from 'firebase-admin/auth';
import { Timestamp } from 'firebase-admin/firestore';
import { USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin, deployed, FUNCTIONS_ORIGIN, PROJECT, REGION } from './environment.ts';
import { setFaults } from './fcm.ts';
import { until } from './until.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('sendTestPush', function () {
  this.timeout(30_000);
  after(closeApps);
  afterEach(() => setFaults());

  it('returns the result of a push on each device, once in ten seconds', async () => {
    const mina = await AppUser.signUp('Mina', { locale: 'ko' });
    const phone = await mina.device({ deviceId: 'phone' });
    const gone = await mina.device({ deviceId: 'gone' });
    const down = await mina.device({ deviceId: 'down' });
    await gone.uninstall();
    await setFaults({ error: 'UNAVAILABLE', device: down.target });
    assert.deepEqual(await mina.call('sendTestPush'), {
      results: [
        { deviceId: 'down', outcome: 'unavailable', errorCode: 'UNAVAILABLE' },
        { deviceId: 'gone', outcome: 'unregistered', errorCode: 'UNREGISTERED' },
        { deviceId: 'phone', outcome: 'delivered' },
      ],
    });
    const [push] = await phone.receives();
    assert.equal(push?.message.data?.type, 'test');
    assert.deepEqual(Object.keys(await mina.pushTokens()).sort(), ['down', 'phone']);
    await assert.rejects(
      mina.call('sendTestPush'),
      (error) => error instanceof FirebaseError && error.code === 'functions/resource-exhausted',
    );
  });
});

describe('Unused devices', function () {
  this.timeout(30_000);
  after(closeApps);

  it('are pruned if not seen for 60 days, and no others are', async () => {
    const mina = await AppUser.signUp('Mina');
    for (const deviceId of ['used', 'behind', 'drawer']) await mina.device({ deviceId });
    const owners = admin.collection('pushTokenOwners').where('uid', '==', mina.uid);
    const longAgo = Timestamp.fromMillis(Date.now() - 61 * DAY_MS);
    await admin.doc(`${USERS}/${mina.uid}`).update('pushTokens.drawer.lastSeenAt', longAgo);
    // The index is updated at most a week after the device was seen again.
    for (const owner of (await owners.get()).docs) {
      if (owner.get('deviceId') !== 'used') await owner.ref.update({ lastSeenAt: longAgo });
    }
    // Admin scripts can write anything.
    const odd = [{ uid: 1 }, { uid: 'a/b' }, { uid: '__a__' }, { uid: {} }, {}];
    const index = admin.collection('pushTokenOwners');
    await Promise.all(odd.map((fields) => index.add({ ...fields, lastSeenAt: longAgo })));
    const schedule = `${PROJECT}/${REGION}/${deployed('pruneStaleTokens')}-0`;
    const fired = await fetch(`${FUNCTIONS_ORIGIN}/${schedule}`, { method: 'POST' });
    assert.ok(fired.ok, `the schedule answered ${fired.status}`);
    const old = index.where('lastSeenAt', '==', longAgo);
    await until('the index has caught up', async () => (await old.get()).empty);
    assert.deepEqual(Object.keys(await mina.pushTokens()).sort(), ['behind', 'used']);
    const left = (await owners.get()).docs.map((owner) => owner.get('deviceId'));
    assert.deepEqual(left.sort(), ['behind', 'used']);
  });

  it('are deleted with their user’s account', async () => {
    const mina = await AppUser.signUp('Mina');
    await mina.device();
    const user = admin.doc(`${USERS}/${mina.uid}`);
    await user.collection('notifications').add({ read: false });
    await user.collection('senders').add({ recent: [] });
    await getAuth().deleteUser(mina.uid);
    await until('no token is left', async () => Object.keys(await mina.pushTokens()).length === 0);
    const owners = admin.collection('pushTokenOwners').where('uid', '==', mina.uid);
    await until('no owner is left', async () => (await owners.get()).empty);
    await until('no inbox is left', async () => (await user.listCollections()).length === 0);
  });
});
