import assert from 'node:assert/strict';
import { followersOf, USERS } from './app-data.ts';
import { closeApps, postAndCommenter } from './app-user.ts';
import { admin } from './environment.ts';
import { type Fault, setFaults } from './fcm.ts';
import { recordOf, recordsOf } from './records.ts';
import { until } from './until.ts';

/** FCM's answer for each device of one user, the result of its push, and whether the device stays. */
const ANSWERS: Readonly<Record<string, readonly [Fault, string, 'stays' | 'goes']>> = {
  gone: [{ error: 'UNREGISTERED' }, 'unregistered', 'goes'],
  goneFromApple: [{ apns: { statusCode: 410, reason: 'Unregistered' } }, 'unregistered', 'goes'],
  ofAnotherBuild: [{ apns: { statusCode: 400, reason: 'BadDeviceToken' } }, 'apnsRefused', 'stays'],
  invalid: [{ error: 'INVALID_ARGUMENT' }, 'tokenRemoved', 'goes'],
  ofAnotherSender: [{ error: 'SENDER_ID_MISMATCH' }, 'senderMismatch', 'stays'],
  busy: [{ error: 'RESOURCE_EXHAUSTED', count: 1 }, 'delivered', 'stays'],
  down: [{ error: 'UNAVAILABLE', count: 1 }, 'delivered', 'stays'],
  locked: [{ error: 'THIRD_PARTY_AUTH_ERROR', count: 1 }, 'delivered', 'stays'],
};

describe('The push of a comment', function () {
  this.timeout(60_000);
  after(closeApps);
  afterEach(() => setFaults());

  it('has its own reaction to each answer of FCM, only for that device', async () => {
    const { author, commenter, phone, postId } = await postAndCommenter();
    const faults: Fault[] = [];
    for (const [deviceId, [fault]] of Object.entries(ANSWERS)) {
      const { target } = await author.device({ deviceId });
      faults.push({ ...fault, device: target });
    }
    await setFaults(...faults);
    const before = await author.pushTokens();
    const { counts, pending } = await recordOf(await commenter.comment(postId, 'Who hears me?'));
    const expected: Record<string, number> = { delivered: 1 };
    for (const [, outcome] of Object.values(ANSWERS)) {
      expected[outcome] = (expected[outcome] ?? 0) + 1;
    }
    assert.deepEqual(counts, expected);
    assert.deepEqual(pending, []);
    assert.equal((await phone.received()).length, 1);

    const staying = Object.entries(before).filter(([id]) => ANSWERS[id]?.[2] !== 'goes');
    const { ofAnotherSender, ...others } = Object.fromEntries(staying);
    assert.deepEqual(await author.pushTokens(), {
      ...others,
      ofAnotherSender: { ...ofAnotherSender, problem: 'SENDER_ID_MISMATCH' },
    });
  });

  it('goes to followers in pages, each with its own record', async () => {
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
