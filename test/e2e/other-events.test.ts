import assert from 'node:assert/strict';
import { deleteDoc, doc, getDoc, serverTimestamp, setDoc } from 'firebase/firestore';
import { blockedBy, likesOf, USERS, userFollowersOf } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { isOver, recordOf } from './records.ts';
import { until } from './until.ts';

const createdAt = serverTimestamp();

/** Which wildcard of an event's document is who did it. */
const BY = { like: 'uid', newFollower: 'followerUid' } as const;

/** The delivery record of what somebody did, once it is over. */
function recordOfEvent(event: keyof typeof BY, { uid }: AppUser) {
  const query = admin.collection('deliveries').where(`event.params.${BY[event]}`, '==', uid);
  return until(`the ${event} is over`, async () =>
    (await query.get()).docs
      .map((each) => each.data())
      .filter((each) => each.event.name === event)
      .find(isOver),
  );
}

const signUp = (...names: string[]) => Promise.all(names.map((name) => AppUser.signUp(name)));

describe('A like', function () {
  this.timeout(60_000);
  after(closeApps);

  const like = (user: AppUser, postId: string) =>
    setDoc(doc(user.db, likesOf(postId), user.uid), { createdAt });
  const takeBack = (user: AppUser, postId: string) =>
    deleteDoc(doc(user.db, likesOf(postId), user.uid));

  async function postAndLiker() {
    const [author, liker] = await Promise.all([
      AppUser.signUp('Mina', { locale: 'ko' }),
      AppUser.signUp('Joon'),
    ]);
    const [phone, postId] = await Promise.all([author.device(), author.post('Sunrise')]);
    return { author, liker, phone, postId };
  }

  it('reaches the post’s author, in their language, once however often it is given', async () => {
    const { author, liker, phone, postId } = await postAndLiker();
    await like(liker, postId);
    const [push] = await phone.receives();
    const title = 'Joon님이 회원님의 글을 좋아합니다';
    assert.deepEqual(push?.message.notification, { title, body: 'Sunrise' });
    const data = { type: 'like', title, body: 'Sunrise', postId, authorId: liker.uid };
    assert.deepEqual(push.message.data, data);
    assert.deepEqual((await recordOfEvent('like', liker)).counts, { delivered: 1 });
    const entry = doc(author.db, USERS, author.uid, 'notifications', `like_${postId}`);
    assert.equal((await getDoc(entry)).get('title'), 'Joon님이 ‘Sunrise’ 글을 좋아합니다');

    await takeBack(liker, postId);
    await like(liker, postId);
    const [sora] = await signUp('Sora');
    assert.ok(sora);
    await like(sora, postId);
    const received = await phone.receives(2);
    assert.deepEqual(
      received.map(({ message }) => message.data?.authorId),
      [liker.uid, sora.uid],
    );
  });
});

describe('A new follower', function () {
  this.timeout(60_000);
  after(closeApps);

  it('is told to whom they follow, and not to themselves', async () => {
    const [mina, joon] = await signUp('Mina', 'Joon');
    assert.ok(mina && joon);
    const [phone, own] = await Promise.all([mina.device(), joon.device()]);
    const follow = (who: AppUser) =>
      setDoc(doc(joon.db, userFollowersOf(who.uid), joon.uid), { createdAt });
    await follow(joon);
    await recordOfEvent('newFollower', joon);
    await follow(mina);
    const [push] = await phone.receives();
    const title = 'Joon started following you';
    assert.deepEqual(push?.message.data, {
      type: 'newFollower',
      title,
      body: '',
      authorId: joon.uid,
    });
    assert.equal(push.message.notification?.title, title);
    const entry = doc(mina.db, USERS, mina.uid, 'notifications', 'newFollower_followers');
    assert.equal((await getDoc(entry)).get('title'), title);
    assert.deepEqual(await own.received(), []);
  });
});

describe('Whom a person has blocked', function () {
  this.timeout(60_000);
  after(closeApps);

  it('they do not hear of, whatever it is, and of others they do', async () => {
    const [mina, joon, sora] = await signUp('Mina', 'Joon', 'Sora');
    assert.ok(mina && joon && sora);
    const phone = await mina.device();
    const postId = await mina.post();
    await setDoc(doc(mina.db, blockedBy(mina.uid), joon.uid), { createdAt });
    const commentId = await joon.comment(postId, 'Unheard');
    await setDoc(doc(joon.db, likesOf(postId), joon.uid), { createdAt });
    await setDoc(doc(joon.db, userFollowersOf(mina.uid), joon.uid), { createdAt });
    await sora.follow(postId);
    const records = await Promise.all([
      recordOf(commentId),
      recordOfEvent('like', joon),
      recordOfEvent('newFollower', joon),
    ]);
    assert.deepEqual(
      records.map(({ counts }) => counts),
      [{}, {}, {}],
    );
    await sora.comment(postId, 'Heard');
    const [push] = await phone.receives();
    assert.equal(push?.message.data?.authorId, sora.uid);
  });

  it('they do not hear of as a follower of the post', async () => {
    const [mina, joon, sora] = await signUp('Mina', 'Joon', 'Sora');
    assert.ok(mina && joon && sora);
    const [onMina, onSora] = await Promise.all([mina.device(), sora.device()]);
    const postId = await joon.post();
    await Promise.all([mina.follow(postId), sora.follow(postId)]);
    await setDoc(doc(mina.db, blockedBy(mina.uid), joon.uid), { createdAt });
    await joon.comment(postId, 'For followers');
    await onSora.receives();
    assert.deepEqual(await onMina.received(), []);
  });
});
