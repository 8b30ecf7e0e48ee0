import assert from 'node:assert/strict';
import { deleteDoc, doc, getDoc, serverTimestamp, setDoc } from 'firebase/firestore';
import { blockedBy, likesOf, USERS, userFollowersOf } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { recordOf } from './records.ts';

const createdAt = serverTimestamp();

const like = ({ db, uid }: AppUser, postId: string) =>
  setDoc(doc(db, likesOf(postId), uid), { createdAt });
const follow = ({ db, uid }: AppUser, whom: AppUser) =>
  setDoc(doc(db, userFollowersOf(whom.uid), uid), { createdAt });

describe('The push', function () {
  this.timeout(60_000);
  after(closeApps);
  let mina: AppUser;
  let joon: AppUser;
  let sora: AppUser;

  beforeEach(async () => {
    [mina, joon, sora] = await Promise.all([
      AppUser.signUp('Mina', { locale: 'ko' }),
      AppUser.signUp('Joon'),
      AppUser.signUp('Sora'),
    ]);
  });

  it('for a like reaches the post’s author once, however often it is given', async () => {
    const [phone, postId] = await Promise.all([mina.device(), mina.post('Sunrise')]);
    await like(joon, postId);
    const [push] = await phone.receives();
    const title = 'Joon님이 회원님의 글을 좋아합니다';
    assert.deepEqual(push?.message.notification, { title, body: 'Sunrise' });
    const data = { type: 'like', title, body: 'Sunrise', postId, authorId: joon.uid };
    assert.deepEqual(push.message.data, data);
    assert.deepEqual((await recordOf(joon.uid, 'uid')).counts, { delivered: 1 });
    const entry = doc(mina.db, USERS, mina.uid, 'notifications', `like_${postId}`);
    assert.equal((await getDoc(entry)).get('title'), 'Joon님이 ‘Sunrise’ 글을 좋아합니다');

    await deleteDoc(doc(joon.db, likesOf(postId), joon.uid));
    await like(joon, postId);
    await like(sora, postId);
    const received = await phone.receives(2);
    assert.deepEqual(
      received.map(({ message }) => message.data?.authorId),
      [joon.uid, sora.uid],
    );
  });

  it('for a new follower reaches the followed user, but not for oneself', async () => {
    const [phone, own] = await Promise.all([mina.device(), joon.device()]);
    await follow(joon, joon);
    await recordOf(joon.uid, 'followerUid');
    await follow(joon, mina);
    const [push] = await phone.receives();
    const title = 'Joon님이 회원님을 팔로우했습니다';
    const data = { type: 'newFollower', title, body: '', authorId: joon.uid };
    assert.deepEqual(push?.message.data, data);
    const entry = doc(mina.db, USERS, mina.uid, 'notifications', 'newFollower_followers');
    assert.equal((await getDoc(entry)).get('title'), title);
    assert.deepEqual(await own.received(), []);
  });

  it('for any event does not reach users who have blocked its author, even if they follow', async () => {
    const [phone, other] = await Promise.all([mina.device(), sora.device()]);
    const [postId, followed] = await Promise.all([mina.post(), joon.post()]);
    await Promise.all([mina.follow(followed), sora.follow(followed)]);
    await setDoc(doc(mina.db, blockedBy(mina.uid), joon.uid), { createdAt });
    await Promise.all([like(joon, postId), follow(joon, mina)]);
    const records = await Promise.all([
      recordOf(await joon.comment(postId, 'Unheard')),
      recordOf(joon.uid, 'uid'),
      recordOf(joon.uid, 'followerUid'),
    ]);
    for (const { counts } of records) assert.deepEqual(counts, {});
    await recordOf(await joon.comment(followed, 'For followers'));
    assert.equal((await other.received()).length, 1);
    assert.deepEqual(await phone.received(), []);
  });
});
