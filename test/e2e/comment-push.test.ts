import assert from 'node:assert/strict';
import { commentDocument, commentsOf, USERS } from './app-data.ts';
import { closeApps, postAndCommenter } from './app-user.ts';
import { admin } from './environment.ts';
import { type Fault, setFaults } from './fcm.ts';
import { recordOf } from './records.ts';

describe('A comment becomes a push', function () {
  this.timeout(30_000);
  after(closeApps);
  afterEach(() => setFaults());

  it('not for their own comment', async () => {
    const { author, phone, postId } = await postAndCommenter();
    const record = await recordOf(await author.comment(postId, 'Talking to myself'));
    assert.deepEqual(record.counts, {});
    assert.deepEqual(await phone.received(), []);
  });

  it('and removes the devices that FCM reports unregistered, and no others', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    const gone = await author.device({ deviceId: 'gone' });
    await gone.uninstall();
    const record = await recordOf(await commenter.comment(postId, 'Anyone there?'));
    assert.deepEqual(record.counts, { delivered: 1, unregistered: 1 });
    assert.deepEqual(Object.keys(await author.pushTokens()), ['phone']);
    assert.equal((await phone.received()).length, 1);
  });

  it('only to the user who holds a shared phone now', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    await commenter.save({ token: phone.target, platform: 'android', deviceId: 'phone' });
    const record = await recordOf(await commenter.comment(postId, 'Not for this phone'));
    assert.deepEqual(record.counts, {});
    assert.deepEqual(await author.pushTokens(), {});
    assert.deepEqual(await phone.received(), []);
  });

  const passing: readonly [string, Fault][] = [
    ['a bare 404', { error: 'NOT_FOUND' }],
    ['a 401', { error: 'UNAUTHENTICATED' }],
    ['a 403', { error: 'PERMISSION_DENIED' }],
    ['a 429', { error: 'QUOTA_EXCEEDED', retryAfter: 1 }],
    ['a 500 in HTML', { status: 500, body: '<html>' }],
    ['a lost connection', { hangUp: 'before' }],
  ];
  for (const [what, fault] of passing) {
    it(`after ${what}, once it has passed, and no device is removed`, async () => {
      const { author, commenter, phone, postId } = await postAndCommenter();
      const tablet = await author.device({ deviceId: 'tablet' });
      await setFaults({ ...fault, device: phone.target, count: 1 });
      const commentId = await commenter.comment(postId, 'In spite of it all');
      const record = await recordOf(commentId);
      assert.deepEqual(record.counts, { delivered: 2 });
      assert.equal((await phone.received()).length, 1);
      assert.equal((await tablet.received()).length, 1, 'only the one that failed is tried again');
      assert.deepEqual(Object.keys(await author.pushTokens()).sort(), ['phone', 'tablet']);
    });
  }

  it('marks a device of another sender and keeps it', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    await admin.collection(USERS).doc(author.uid).update({ 'pushTokens.phone.model': 'A model' });
    const before = await author.pushTokens();
    await setFaults({ error: 'SENDER_ID_MISMATCH', device: phone.target, count: 1 });
    const record = await recordOf(await commenter.comment(postId, 'Whose app is this?'));
    assert.deepEqual(record.counts, { senderMismatch: 1 });
    const { phone: marked } = await author.pushTokens();
    assert.deepEqual(marked, { ...before.phone, problem: 'SENDER_ID_MISMATCH' });
  });

  it('skips once what an admin script wrote past the rules', async () => {
    const { author, phone, postId } = await postAndCommenter();
    const broken = commentDocument({ authorId: 7, text: ['no'] });
    const malformed = await admin.collection(commentsOf(postId)).add(broken);
    assert.match((await recordOf(malformed.id)).skipped, /malformed/);
    const stray = commentDocument({ authorId: author.uid, text: 'Where am I?' });
    const orphan = await admin.collection(commentsOf('never-written')).add(stray);
    assert.match((await recordOf(orphan.id)).skipped, /no post/);
    assert.deepEqual(await phone.received(), []);
  });
});
