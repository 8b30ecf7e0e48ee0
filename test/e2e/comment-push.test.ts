import assert from 'node:assert/strict';
import { doc, updateDoc } from 'firebase/firestore';
import { followersOf, USERS } from './app-data.ts';
import { closeApps, postAndCommenter } from './app-user.ts';
import { admin } from './environment.ts';
import { setFaults } from './fcm.ts';
import { recordOf, recordsOf } from './records.ts';
import { until } from './until.ts';

describe('A comment becomes a push', function () {
  this.timeout(60_000);
  after(closeApps);
  afterEach(() => setFaults());

  it('and removes the devices that FCM reports unregistered, and no others', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    const gone = await author.device({ deviceId: 'gone' });
    await gone.uninstall();
    const record = await recordOf(await commenter.comment(postId, 'Anyone there?'));
    assert.deepEqual(record.counts, { delivered: 1, unregistered: 1 });
    assert.deepEqual(Object.keys(await author.pushTokens()), ['phone']);
    assert.equal((await phone.received()).length, 1);
  });

  it('and marks a device of another sender and keeps it', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    await admin.collection(USERS).doc(author.uid).update({ 'pushTokens.phone.model': 'A model' });
    const before = await author.pushTokens();
    await setFaults({ error: 'SENDER_ID_MISMATCH', device: phone.target, count: 1 });
    const record = await recordOf(await commenter.comment(postId, 'Whose app is this?'));
    assert.deepEqual(record.counts, { senderMismatch: 1 });
    const { phone: marked } = await author.pushTokens();
    assert.deepEqual(marked, { ...before.phone, problem: 'SENDER_ID_MISMATCH' });
  });

  it('only to the user who holds a shared phone now', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    await commenter.save({ token: phone.target, platform: 'android', deviceId: 'phone' });
    const record = await recordOf(await commenter.comment(postId, 'Not for this phone'));
    assert.deepEqual(record.counts, {});
    assert.deepEqual(await author.pushTokens(), {});
    assert.deepEqual(await phone.received(), []);
  });

  it('silently in quiet hours, and not to one who muted the writer', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    const want = (notificationSettings: object) =>
      updateDoc(doc(author.db, USERS, author.uid), { notificationSettings });
    const clock = (hoursFromNow: number) =>
      new Date(Date.now() + hoursFromNow * 60 * 60_000).toISOString().slice(11, 16);
    await want({ quietHours: { start: clock(-1), end: clock(1), timeZone: 'Etc/UTC' } });
    await commenter.comment(postId, 'Shh');
    const [push] = await phone.receives();
    assert.equal(push?.message.android?.priority, 'NORMAL');
    await want({ muted: { uids: [commenter.uid] } });
    const record = await recordOf(await commenter.comment(postId, 'Unheard'));
    assert.deepEqual(record.counts, {});
    assert.equal((await phone.received()).length, 1);
  });

  it('to followers in pages, each with its own record', async () => {
    const { commenter, postId } = await postAndCommenter();
    const batch = admin.batch();
    const now = new Date();
    for (let i = 0; i < 230; i += 1) {
      const uid = `follower-${postId}-${i}`;
      const seen = { createdAt: now, lastSeenAt: now };
      const phone = { token: `token-${uid}`, platform: 'android', ...seen };
      batch.set(admin.doc(`${USERS}/${uid}`), { displayName: uid, pushTokens: { phone } });
      batch.set(admin.doc(`${followersOf(postId)}/${uid}`), { createdAt: now });
    }
    await batch.commit();
    const commentId = await commenter.comment(postId, 'To everyone');
    const records = await until('all pages are done', async () => {
      const found = await recordsOf(commentId);
      const delivered = found.reduce((sum, each) => sum + (each.counts.delivered ?? 0), 0);
      return delivered === 231 && found;
    });
    assert.deepEqual(records.map(({ page }) => page).sort(), [1, 2, 3]);
  });
});
