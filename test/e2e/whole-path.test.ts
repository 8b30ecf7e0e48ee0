import assert from 'node:assert/strict';
import { commentsOf } from './app-data.ts';
import { AppUser, closeApps, postAndCommenter } from './app-user.ts';
import { createDevice, setFaults } from './fcm.ts';
import { recordOf } from './records.ts';

/** What must hold for any app, whatever the names of its data. `npm test` runs it for two apps. */
describe(`The path of a comment in ${commentsOf('{postId}')}`, function () {
  this.timeout(60_000);
  after(closeApps);
  afterEach(() => setFaults());

  it('leads to each device of the post’s author, in its language', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    const tablet = await createDevice('fid');
    await author.save({ fid: tablet.target, platform: 'ios', deviceId: 'tablet', locale: 'ko-KR' });
    const commentId = await commenter.comment(postId, 'Hello there');

    const [onPhone] = await phone.receives();
    assert.equal(onPhone?.message.notification?.title, 'New comment from Joon');
    assert.equal(onPhone.message.notification.body, 'Hello there');
    assert.deepEqual(onPhone.message.data, {
      type: 'comment',
      title: 'New comment from Joon',
      body: 'Hello there',
      postId,
      commentId,
      authorId: commenter.uid,
    });
    const [onTablet] = await tablet.receives();
    assert.equal(onTablet?.message.notification?.title, 'Joon님의 새 댓글');

    const record = await recordOf(commentId);
    assert.deepEqual([record.event.name, record.authorId], ['comment', commenter.uid]);
    assert.deepEqual(record.named, [{ uid: author.uid, reason: 'comment' }]);
    assert.deepEqual(record.counts, { delivered: 2 });
    assert.deepEqual(record.pending, []);
    assert.equal((await phone.received()).length, 1);
  });

  it('leads to each person once, for the strongest reason', async () => {
    const [mina, joon, sora, yuna] = await Promise.all([
      AppUser.signUp('Mina'),
      AppUser.signUp('Joon'),
      AppUser.signUp('Sora'),
      AppUser.signUp('Yuna'),
    ]);
    const devices = await Promise.all([mina, joon, sora, yuna].map((each) => each.device()));
    const postId = await mina.post();
    await Promise.all([yuna.follow(postId), mina.follow(postId), joon.follow(postId)]);
    const parentId = await joon.comment(postId, 'First');
    await recordOf(parentId);
    const commentId = await yuna.comment(postId, 'Second', {
      parentId,
      mentions: [joon.uid, sora.uid, yuna.uid],
    });
    await recordOf(commentId);
    const received = await Promise.all(devices.map((device) => device.received()));
    assert.deepEqual(
      received.map((each) => each.map(({ message }) => message.data?.type)),
      // Yuna follows, and wrote the second comment herself.
      [['comment', 'comment'], ['reply'], ['mention'], ['follow']],
    );
  });

  it('continues after a 503 has passed, and removes no device', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    const tablet = await author.device({ deviceId: 'tablet' });
    await setFaults({ error: 'UNAVAILABLE', device: phone.target, count: 1 });
    const record = await recordOf(await commenter.comment(postId, 'In spite of it all'));
    assert.deepEqual(record.counts, { delivered: 2 });
    // Only the device that failed is tried again.
    for (const device of [phone, tablet]) assert.equal((await device.received()).length, 1);
    assert.deepEqual(Object.keys(await author.pushTokens()).sort(), ['phone', 'tablet']);
  });
});
