import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { addDoc, collection, doc, getDoc } from 'firebase/firestore';
import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import { COMMENTS_ARE_AT_THE_TOP, commentDocument, commentsOf, POSTS, USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { isOver } from './records.ts';
import { until } from './until.ts';

const pushes = admin.collection('pushes');

/** The record of a push, once nothing more happens to it, or in that state. */
function recordOf(pushId: string, state?: string) {
  const query = admin.collection('deliveries').where('event.params.pushId', '==', pushId);
  return until(`push ${pushId} is ${state ?? 'over'}`, async () =>
    (await query.get()).docs
      .map((each) => each.data())
      .find((each) => (state === undefined ? isOver(each) : each.state === state)),
  );
}

/** A document that a server writes. */
async function write(data: object): Promise<string> {
  return (await pushes.add(data)).id;
}

describe('A push by document', function () {
  this.timeout(60_000);
  after(closeApps);

  it('reaches each person in their language, but not its sender nor who does not want it', async () => {
    const [mina, joon, sora, yuna] = await Promise.all([
      AppUser.signUp('Mina', { locale: 'ko' }),
      AppUser.signUp('Joon'),
      AppUser.signUp('Sora', { notificationSettings: { announcements: false } }),
      AppUser.signUp('Yuna'),
    ]);
    const people = [mina, joon, sora, yuna];
    const phones = await Promise.all(people.map((each) => each.device()));
    const pushId = await write({
      to: { uids: people.map(({ uid }) => uid) },
      title: { en: 'Hello', ko: '안녕하세요' },
      body: 'News',
      ...{ senderId: yuna.uid, type: 'news', data: { issue: '7' }, link: '/news/7' },
    });
    assert.deepEqual((await recordOf(pushId)).counts, { delivered: 2 });
    const received = await Promise.all(phones.map((each) => each.received()));
    assert.deepEqual(
      received.map((each) => each.map(({ message }) => message.notification)),
      [[{ title: '안녕하세요', body: 'News' }], [{ title: 'Hello', body: 'News' }], [], []],
    );
    assert.partialDeepStrictEqual(received[0]?.[0]?.message.data, { type: 'news', issue: '7' });
    const entry = doc(mina.db, USERS, mina.uid, 'notifications', `news_${pushId}`);
    assert.equal((await getDoc(entry)).get('title'), '안녕하세요');
  });

  it('goes to everybody of a collection, and removes the devices that are dead', async () => {
    const people = await Promise.all(['Mina', 'Joon'].map((name) => AppUser.signUp(name)));
    const [phone, gone] = await Promise.all(people.map((each) => each.device()));
    await gone?.uninstall();
    const members = `teams/${randomUUID()}/members`;
    await Promise.all(people.map(({ uid }) => admin.doc(`${members}/${uid}`).set({})));
    const pushId = await write({ to: { collection: members }, title: 'To all' });
    assert.deepEqual((await recordOf(pushId)).counts, { delivered: 1, unregistered: 1 });
    assert.equal((await phone?.received())?.length, 1);
    const user = await admin.doc(`${USERS}/${people[1]?.uid}`).get();
    assert.deepEqual(user.get('pushTokens'), {});
  });

  it('is sent at its time and not before, and never where it was deleted meanwhile', async () => {
    const mina = await AppUser.signUp('Mina');
    const phone = await mina.device();
    const sendAt = Timestamp.fromMillis(Date.now() + 6_000);
    const later = { to: { uids: [mina.uid] }, sendAt };
    const [kept, deleted] = await Promise.all([
      write({ ...later, title: 'Kept' }),
      write({ ...later, title: 'Deleted' }),
    ]);
    await Promise.all([recordOf(kept, 'waiting'), recordOf(deleted, 'waiting')]);
    await pushes.doc(deleted).delete();
    const [push] = await phone.receives();
    assert.ok(Date.parse(push?.receivedAt ?? '') >= sendAt.toMillis());
    assert.equal(push?.message.notification?.title, 'Kept');
    assert.equal((await recordOf(deleted)).skipped, 'deleted');
    assert.equal((await phone.received()).length, 1);
  });

  it('that is malformed is in its record, and nobody gets it', async () => {
    const mina = await AppUser.signUp('Mina');
    const phone = await mina.device();
    const pushId = await write({ to: { uids: [mina.uid] }, title: 7 });
    const { skipped } = await recordOf(pushId);
    assert.match(skipped, /^malformed: title must be/);
    assert.deepEqual(await phone.received(), []);
  });

  it('is nothing that an app reads or writes', async () => {
    const mina = await AppUser.signUp('Mina');
    const denied = { code: 'permission-denied' };
    const written = addDoc(collection(mina.db, 'pushes'), {
      to: { uids: [mina.uid] },
      title: 'Hi',
    });
    await assert.rejects(written, denied);
    await assert.rejects(getDoc(doc(mina.db, 'pushes/one')), denied);
  });
});

describe('A comment that holds only a uid', function () {
  this.timeout(60_000);
  after(closeApps);

  it('has the name of its writer’s document', async () => {
    const [author, writer] = await Promise.all(
      ['Mina', 'Joon'].map((name) => AppUser.signUp(name)),
    );
    assert.ok(author && writer);
    const [phone, postId] = await Promise.all([author.device(), author.post('Sunrise')]);
    const comment = {
      authorId: writer.uid,
      text: 'Nice!',
      createdAt: FieldValue.serverTimestamp(),
    };
    const post = COMMENTS_ARE_AT_THE_TOP && { postId: admin.doc(`${POSTS}/${postId}`) };
    await admin.collection(commentsOf(postId)).add(commentDocument({ ...comment, ...post }));
    const [push] = await phone.receives();
    assert.equal(push?.message.notification?.title, 'New comment from Joon');
  });
});
