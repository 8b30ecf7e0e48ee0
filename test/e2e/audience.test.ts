import assert from 'node:assert/strict';
import { doc, updateDoc } from 'firebase/firestore';
import { followersOf, USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { recordOf, recordsOf } from './records.ts';
import { until } from './until.ts';

describe('Who hears of a comment', function () {
  this.timeout(60_000);
  after(closeApps);

  it('followers in pages, each with its own record', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    const postId = await mina.post();
    const followers = 230;
    const batch = admin.batch();
    const now = new Date();
    const ids = Array.from({ length: followers }, (_, i) => `follower-${postId}-${i}`);
    for (const uid of ids) {
      const device = {
        token: `token-${uid}`,
        platform: 'android',
        createdAt: now,
        lastSeenAt: now,
      };
      batch.set(admin.doc(`${USERS}/${uid}`), { displayName: uid, pushTokens: { phone: device } });
      batch.set(admin.doc(`${followersOf(postId)}/${uid}`), { createdAt: now });
    }
    await batch.commit();
    const commentId = await joon.comment(postId, 'To everyone');
    const records = await until('all pages are done', async () => {
      const found = await recordsOf(commentId);
      const delivered = found.reduce((sum, each) => sum + (each.counts.delivered ?? 0), 0);
      return delivered === followers && found;
    });
    assert.deepEqual(records.map(({ page }) => page).sort(), [1, 2, 3]);
  });

  const settings: readonly [string, (postId: string, writer: string) => object][] = [
    ['turned comments off', () => ({ comments: false })],
    ['muted the post', (postId) => ({ muted: { postIds: [postId] } })],
    ['muted the person', (_, writer) => ({ muted: { uids: [writer] } })],
  ];
  for (const [what, settingsFor] of settings) {
    it(`not one who ${what}`, async () => {
      const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
      const phone = await mina.device();
      const postId = await mina.post();
      await want(mina, settingsFor(postId, joon.uid));
      const record = await recordOf(await joon.comment(postId, 'Unheard'));
      assert.deepEqual(record.counts, {});
      assert.deepEqual(await phone.received(), []);
    });
  }

  it('not one who turned replies, mentions or followed posts off', async () => {
    const [mina, joon, sora] = await Promise.all([
      AppUser.signUp('Mina'),
      AppUser.signUp('Joon'),
      AppUser.signUp('Sora'),
    ]);
    const [phone, other] = await Promise.all([mina.device(), sora.device()]);
    const postId = await joon.post();
    await mina.follow(postId);
    const parentId = await mina.comment(postId, 'First');
    await want(mina, { replies: false, mentions: false, follows: false });
    for (const extra of [{ parentId }, { mentions: [mina.uid] }]) {
      const record = await recordOf(await joon.comment(postId, 'Unheard', extra));
      assert.deepEqual(record.counts, {});
    }
    await sora.follow(postId);
    await joon.comment(postId, 'Heard by one of two followers');
    await other.receives();
    assert.deepEqual(await phone.received(), []);
  });

  it('silently in their quiet hours', async () => {
    const [mina, joon] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
    const phone = await mina.device();
    const clock = (hoursFromNow: number) =>
      new Date(Date.now() + hoursFromNow * 60 * 60_000).toISOString().slice(11, 16);
    const quietHours = { start: clock(-1), end: clock(1), timeZone: 'Etc/UTC' };
    await want(mina, { quietHours });
    await joon.comment(await mina.post(), 'Shh');
    const [push] = await phone.receives();
    const aps = push?.message.apns?.payload?.aps as Record<string, unknown> | undefined;
    assert.equal(aps?.['interruption-level'], 'passive');
    assert.ok(!('sound' in aps));
    assert.equal(push?.message.apns?.headers?.['apns-priority'], '5');
    assert.equal(push?.message.android?.priority, 'NORMAL');
  });

  async function want(user: AppUser, notificationSettings: object): Promise<void> {
    await updateDoc(doc(user.db, USERS, user.uid), { notificationSettings });
  }
});
