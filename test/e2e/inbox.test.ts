import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { doc, getDoc, serverTimestamp, updateDoc } from 'firebase/firestore';
import { parseUser } from '../../functions/src/audience/user.ts';
import { comment } from '../../functions/src/events/comment.ts';
import { countRead, inboxStore } from '../../functions/src/inbox/inbox-store.ts';
import { USERS } from './app-data.ts';
import { AppUser, closeApps } from './app-user.ts';
import { admin } from './environment.ts';
import { recordOf } from './records.ts';
import { until } from './until.ts';

const PACING = { alertIntervalMs: 0, burst: 5, windowMs: 0 };
const INBOX = inboxStore(admin, PACING);

/** Needs INBOX=true and ALERT_INTERVAL=0. `npm test` sets them. */
describe('The inbox', function () {
  this.timeout(60_000);
  after(closeApps);

  /** Enters a comment for a user, as a delivery does. Each comment has another author. */
  async function enter(uid: string, postId: string, commentId: string, inbox = INBOX) {
    const thread = { id: postId, data: { postId } };
    const event = {
      definition: comment,
      reasons: comment.reasons,
      what: undefined,
      notification: { authorId: commentId, audience: [], thread, body: 'Hello' },
      path: `comments/${commentId}`,
      named: [],
      followers: undefined,
    };
    const recipients = [{ user: parseUser(uid, {}), reason: 'comment' }];
    return (await inbox.enter(event, recipients, Date.now())).get(uid);
  }

  it('counts each of many comments on one post, although others also write the entry', async () => {
    const [uid, postId] = [randomUUID(), randomUUID()];
    await enter(uid, postId, 'the first');
    const entry = admin.doc(`${USERS}/${uid}/notifications/comment_${postId}`);
    const others = Array.from({ length: 39 }, (_, i) => enter(uid, postId, `comment-${i}`));
    const readers = Array.from({ length: 10 }, (_, i) => entry.update({ readAt: i }));
    await Promise.all([...others, ...readers]);
    assert.equal((await entry.get()).get('count'), 40);
  });

  it('does not count an entry again that is read while another is being entered', async () => {
    const uid = randomUUID();
    assert.equal((await enter(uid, 'one', 'a'))?.badge, 1);
    // Between the reads and the writes of another thread's event.
    const getAll = async (...refs: Parameters<typeof admin.getAll>) => {
      const found = await admin.getAll(...refs);
      await admin.doc(`${USERS}/${uid}/notifications/comment_one`).update({ read: true });
      await countRead(admin, uid, 'comment_one', Date.now());
      return found;
    };
    const slow = Object.create(admin, { getAll: { value: getAll } });
    await enter(uid, 'other', 'b', inboxStore(slow, PACING));
    assert.equal((await enter(uid, 'third', 'c'))?.badge, 2);
  });

  it('collects comments by post and reason, counts on the icon, and clears what was read', async () => {
    const [mina, joon, sora] = await Promise.all([
      AppUser.signUp('Mina'),
      AppUser.signUp('Joon'),
      AppUser.signUp('Sora'),
    ]);
    const [phone, tablet] = await Promise.all([mina.device(), mina.device({ platform: 'ios' })]);
    const [postId, otherPostId] = await Promise.all([mina.post('Sunrise'), mina.post('Sunset')]);
    for (const [writer, where] of [
      [joon, postId],
      [sora, postId],
      [sora, postId],
      [joon, otherPostId],
    ] as const) {
      await recordOf(await writer.comment(where, `From ${writer.name}`));
    }
    const pushes = await phone.receives(4);
    const badges = pushes.map(({ message }) => message.apns?.payload?.aps?.badge);
    assert.deepEqual(badges, [1, 1, 1, 2]);
    const counts = pushes.map(({ message }) => message.android?.notification?.notificationCount);
    assert.deepEqual(counts, badges);

    const entry = doc(mina.db, USERS, mina.uid, 'notifications', `comment_${postId}`);
    const gathered = async (title: string, count: number) =>
      assert.partialDeepStrictEqual((await getDoc(entry)).data(), { title, count, read: false });
    await gathered('Sora and 1 other commented on “Sunrise”', 3);

    await updateDoc(entry, { read: true, readAt: serverTimestamp() });
    const { message } = await until('the tablet is cleared', async () =>
      (await tablet.received()).find(({ message }) => message.data?.type === 'read'),
    );
    assert.equal(message.data?.postId, postId);
    assert.equal(message.apns?.payload?.aps?.badge, 1);
    assert.equal(message.apns?.headers?.['apns-push-type'], 'background');
    assert.equal(message.notification, undefined, 'nothing to see or hear');

    await recordOf(await joon.comment(postId, 'Later'));
    await gathered('Joon commented on “Sunrise”', 1);
  });
});
