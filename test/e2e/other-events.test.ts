import assert from 'node:assert/strict';
import { deleteDoc, doc, serverTimestamp, setDoc } from 'firebase/firestore';
import { POSTS } from '../e2e/app-data.ts';
import { AppUser, closeApps } from '../e2e/app-user.ts';
import { admin } from '../e2e/environment.ts';
import { setFaults } from '../e2e/fcm.ts';
import { until } from '../e2e/until.ts';

/** `functions/examples/likes.ts` as an app would deploy it. */
describe('A like', function () {
  this.timeout(60_000);
  after(closeApps);
  afterEach(() => setFaults());

  const of = (user: AppUser, postId: string) => doc(user.db, POSTS, postId, 'likes', user.uid);
  const like = (user: AppUser, postId: string) =>
    setDoc(of(user, postId), { createdAt: serverTimestamp() });
  const takeBack = (user: AppUser, postId: string) => deleteDoc(of(user, postId));

  /** The delivery record of a like, once it is in that state. */
  function recordOf(user: AppUser, postId: string, state = 'done') {
    const query = admin.collection('deliveries').where('about.postId', '==', postId);
    return until(`the delivery is ${state}`, async () =>
      (await query.get()).docs
        .map((each) => each.data())
        .find((each) => each.about.authorId === user.uid && each.state === state),
    );
  }

  async function postAndLiker() {
    const [author, liker] = await Promise.all([
      AppUser.signUp('Mina', { locale: 'ko' }),
      AppUser.signUp('Joon'),
    ]);
    const [phone, postId] = await Promise.all([author.device(), author.post('Sunrise')]);
    return { author, liker, phone, postId };
  }

  it('reaches the post’s author, in their language, once however often it is given', async () => {
    const { liker, phone, postId } = await postAndLiker();
    await like(liker, postId);
    const [push] = await phone.receives();
    const title = 'Joon님이 회원님의 글을 좋아합니다';
    assert.deepEqual(push?.message.notification, { title, body: 'Sunrise' });
    assert.deepEqual(push.message.data, {
      type: 'like',
      title,
      body: 'Sunrise',
      postId,
      authorId: liker.uid,
    });
    assert.deepEqual((await recordOf(liker, postId)).counts, { delivered: 1 });

    await takeBack(liker, postId);
    await like(liker, postId);
    const sora = await AppUser.signUp('Sora');
    await like(sora, postId);
    const received = await phone.receives(2);
    assert.deepEqual(
      received.map(({ message }) => message.data?.authorId),
      [liker.uid, sora.uid],
    );
  });

  it('of one’s own post is no news', async () => {
    const { author, phone, postId } = await postAndLiker();
    await like(author, postId);
    assert.deepEqual((await recordOf(author, postId)).counts, {});
    assert.deepEqual(await phone.received(), []);
  });

  it('is retried as a like, beside the comments', async () => {
    const { liker, phone, postId } = await postAndLiker();
    await setFaults({ error: 'UNAVAILABLE', device: phone.target, count: 1 });
    await like(liker, postId);
    assert.deepEqual((await recordOf(liker, postId)).counts, { delivered: 1 });
    const [push, ...more] = await phone.received();
    assert.equal(push?.message.data?.type, 'like');
    assert.deepEqual(more, []);
  });

  it('that is taken back before its retry is not pushed any more', async () => {
    const { liker, phone, postId } = await postAndLiker();
    await setFaults({ error: 'UNAVAILABLE', device: phone.target });
    await like(liker, postId);
    await recordOf(liker, postId, 'waiting');
    await takeBack(liker, postId);
    assert.deepEqual((await recordOf(liker, postId)).counts, { withdrawn: 1 });
    assert.deepEqual(await phone.received(), []);
  });
});
