import assert from 'node:assert/strict';
import { doc, getDoc } from 'firebase/firestore';
import { Timestamp } from 'firebase-admin/firestore';
import { USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { recordOf } from './records.ts';

const pushes = admin.collection('pushes');

/** Writes the document as a server does, and returns its ID. */
const write = async (data: object): Promise<string> => (await pushes.add(data)).id;

describe('A push by document', function () {
  this.timeout(60_000);
  after(closeApps);

  it('reaches each user in their language, except its sender and users who turned it off', async () => {
    const [mina, joon, sora, yuna] = await Promise.all([
      AppUser.signUp('Mina', { locale: 'ko' }),
      AppUser.signUp('Joon'),
      AppUser.signUp('Sora', { notificationSettings: { announcements: false } }),
      AppUser.signUp('Yuna'),
    ]);
    const people = [mina, joon, sora, yuna];
    const phones = await Promise.all(people.map((each) => each.device()));
    const members = `teams/${mina.uid}/members`;
    await Promise.all(people.map(({ uid }) => admin.doc(`${members}/${uid}`).set({})));
    const pushId = await write({
      to: { collection: members },
      title: { en: 'Hello', ko: '안녕하세요' },
      body: 'News',
      senderId: yuna.uid,
      type: 'news',
      data: { issue: '7' },
      link: '/news/7',
    });
    assert.deepEqual((await recordOf(pushId, 'pushId')).counts, { delivered: 2 });
    const received = await Promise.all(phones.map((each) => each.received()));
    assert.deepEqual(
      received.map((each) => each.map(({ message }) => message.notification)),
      [[{ title: '안녕하세요', body: 'News' }], [{ title: 'Hello', body: 'News' }], [], []],
    );
    assert.partialDeepStrictEqual(received[0]?.[0]?.message.data, { type: 'news', issue: '7' });
    const entry = doc(mina.db, USERS, mina.uid, 'notifications', `news_${pushId}`);
    assert.equal((await getDoc(entry)).get('title'), '안녕하세요');
  });

  it('is sent at its time and not before, and never if it was deleted meanwhile', async () => {
    const mina = await AppUser.signUp('Mina');
    const phone = await mina.device();
    const sendAt = Timestamp.fromMillis(Date.now() + 6_000);
    const later = { to: { uids: [mina.uid] }, sendAt };
    const kept = await write({ ...later, title: 'Kept' });
    const deleted = await write({ ...later, title: 'Deleted' });
    for (const pushId of [kept, deleted]) await recordOf(pushId, 'pushId', 'waiting');
    await pushes.doc(deleted).delete();
    const [push] = await phone.receives();
    assert.ok(Date.parse(push?.receivedAt ?? '') >= sendAt.toMillis());
    assert.equal(push?.message.notification?.title, 'Kept');
    assert.equal((await recordOf(deleted, 'pushId')).skipped, 'deleted');
    assert.equal((await phone.received()).length, 1);
  });
});
