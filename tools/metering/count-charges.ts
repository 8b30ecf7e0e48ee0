import { randomUUID } from 'node:crypto';
import { type ChargedRow, type Charges, SUBJECTS, type Subject } from './charges.ts';
import { type Metered, meterFunctions, meterSample } from './metered-functions.ts';
import { commentOf, eventOf, ownerOf, type Scenario, seed, tokenOf } from './scenario.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Longer than any time after which a device is saved again. */
const DEVICE_AGE_MS = 10 * DAY_MS;
/** The default of the param MENTION_BURST. */
const MENTION_BURST = 5;

/** Creates a situation, and returns the charges of its last step. */
type Case = (functions: Metered) => Promise<Charges>;

type Step<Place> = (functions: Metered, place: Place) => Promise<Charges | undefined>;
type PostStep = Step<Scenario>;
type UserStep = Step<User>;

interface User {
  readonly uid: string;
  readonly device: object;
}

async function lastOf<Place>(
  steps: readonly Step<Place>[],
  functions: Metered,
  place: Place,
): Promise<Charges> {
  let charges: Charges | undefined;
  for (const step of steps) charges = await step(functions, place);
  if (charges === undefined) throw new Error('the last step ran no function');
  return charges;
}

/** Runs the steps on a new post. */
const onPost =
  (place: Omit<Scenario, 'postId'>, ...steps: readonly PostStep[]): Case =>
  async (functions) => {
    const scenario = { ...place, postId: randomUUID() };
    await seed(functions.db, scenario);
    return lastOf(steps, functions, scenario);
  };

const comment: PostStep = ({ call }, scenario) => call('onCommentCreated', eventOf(scenario));

const nextComment: PostStep = async ({ db, call }, scenario) => {
  await db.doc(`posts/${scenario.postId}/comments/next`).set(commentOf(scenario));
  return call('onCommentCreated', eventOf(scenario, 'next'));
};

/** A comment by the author of the post. Its ID differs from all others. */
const ownComment: PostStep = ({ call }, scenario) =>
  call('onCommentCreated', eventOf(scenario, randomUUID(), ownerOf(scenario)));

const task: PostStep = ({ dispatch }) => dispatch();

/** The next push to the post's author fails with an error, named as in the FCM emulator. */
const failing =
  (error: string): PostStep =>
  async (_functions, scenario) => {
    const fault = { error, device: tokenOf(ownerOf(scenario)), count: 1 };
    await fetch(`http://${process.env.FCM_EMULATOR_HOST}/emulator/v1/faults`, {
      method: 'PUT',
      body: JSON.stringify({ faults: [fault] }),
    });
    return undefined;
  };

/** The event of a document without fields. */
const mark = (params: object) => ({
  time: new Date().toISOString(),
  data: { exists: true, data: () => ({}) },
  params,
});

/** A like by a user who has no document. */
const like: PostStep = ({ call }, { postId }) =>
  call('onLikeCreated', mark({ postId, uid: 'somebody' }));

const followAuthor: PostStep = ({ call }, scenario) =>
  call('onNewFollower', mark({ uid: ownerOf(scenario), followerUid: 'somebody' }));

const readEntry: PostStep = async ({ call, db }, scenario) => {
  const [uid, notificationId] = [ownerOf(scenario), `comment_${scenario.postId}`];
  const entry = db.doc(`users/${uid}/notifications/${notificationId}`);
  const before = await entry.get();
  await entry.update({ read: true });
  const data = { before, after: await entry.get() };
  return call('onNotificationRead', { params: { uid, notificationId }, data });
};

/** Runs the steps for a new user with one device. */
const byUser =
  (...steps: readonly UserStep[]): Case =>
  async (functions) => {
    const uid = randomUUID();
    const device = { token: tokenOf(uid), platform: 'android', deviceId: 'phone' };
    await functions.db.doc(`users/${uid}`).set({ displayName: 'Mina' });
    return lastOf(steps, functions, { uid, device });
  };

const signedIn = (uid: string) => ({ uid, token: { iat: Date.now() / 1000 } });

const save: UserStep = ({ call }, { uid, device }) =>
  call('savePushToken', { auth: signedIn(uid), data: device });

const saveNewToken: UserStep = ({ call }, { uid, device }) =>
  call('savePushToken', { auth: signedIn(uid), data: { ...device, token: `new-${uid}` } });

const saveByAnother: UserStep = ({ call }, { uid, device }) =>
  call('savePushToken', { auth: signedIn(`another-${uid}`), data: device });

/** Sets when the device was last seen, in days before now. */
const lastSeen =
  (days: number): UserStep =>
  async ({ db }, { uid }) => {
    const now = Date.now();
    await db.doc(`users/${uid}`).update({
      'pushTokens.phone.createdAt': new Date(now - DEVICE_AGE_MS),
      'pushTokens.phone.lastSeenAt': new Date(now - days * DAY_MS),
    });
    return undefined;
  };

const remove: UserStep = ({ call }, { uid }) =>
  call('removePushToken', { auth: signedIn(uid), data: { deviceId: 'phone' } });

const testPush: UserStep = ({ call }, { uid }) => call('sendTestPush', { auth: signedIn(uid) });

const TO_ONE = {};
const REPLY = { reply: true };
const TO_TEN = { mentions: 9 };
const TO_A_PAGE = { followers: 99 };
/** The comment's event sends to the first page, and a task to the second. */
const TO_TWO_PAGES = { followers: 200 };

const OFF: readonly Subject[] = ['comment-push'];
const ON: readonly Subject[] = ['comment-push with INBOX'];
const BOTH = [...OFF, ...ON];

const ROWS: readonly (readonly [what: string, readonly Subject[], Case])[] = [
  ['a comment to the post’s author', SUBJECTS, onPost(TO_ONE, comment)],
  ['the next comment to the post’s author', ON, onPost(TO_ONE, comment, nextComment)],
  ['a reply, to two people', BOTH, onPost(REPLY, comment)],
  ['the next reply, to two people', ON, onPost(REPLY, comment, nextComment)],
  ['nine mentions, so to ten people', SUBJECTS, onPost(TO_TEN, comment)],
  ['the next nine mentions', ON, onPost(TO_TEN, comment, nextComment)],
  ['a like', OFF, onPost(TO_ONE, like)],
  ['a new follower', OFF, onPost(TO_ONE, followAuthor)],
  ['a comment on one’s own post', OFF, onPost(TO_ONE, ownComment)],
  [
    'a mention held back',
    ON,
    onPost({ mentions: 1 }, ...Array.from({ length: MENTION_BURST + 1 }, () => ownComment)),
  ],
  ['a comment to 99 followers as well', ['sample', ...OFF], onPost(TO_A_PAGE, comment)],
  ['a further page of 100 followers', BOTH, onPost(TO_TWO_PAGES, comment, task)],
  [
    'a further page, of the next comment',
    ON,
    onPost(TO_TWO_PAGES, comment, task, nextComment, task),
  ],
  ['an event that comes again', BOTH, onPost(TO_ONE, comment, comment)],
  // The device was seeded, so it is in no index of owners.
  ['a comment to a dead device', OFF, onPost(TO_ONE, failing('UNREGISTERED'), comment)],
  ['a comment that FCM puts off', OFF, onPost(TO_ONE, failing('UNAVAILABLE'), comment)],
  ['its retry', BOTH, onPost(TO_ONE, failing('UNAVAILABLE'), comment, task)],
  ['an inbox entry is read', ON, onPost(TO_ONE, comment, readEntry)],
  ['`savePushToken`, a new device', OFF, byUser(save)],
  ['`savePushToken`, nothing new', OFF, byUser(save, save)],
  ['`savePushToken`, nothing new for a day', OFF, byUser(save, lastSeen(1), save)],
  ['`savePushToken`, nothing new in a week', OFF, byUser(save, lastSeen(7), save)],
  ['`savePushToken`, a new token', OFF, byUser(save, saveNewToken)],
  ['`savePushToken`, from another user', OFF, byUser(saveByAnother, save)],
  ['`removePushToken`', OFF, byUser(save, remove)],
  ['`removePushToken`, nothing there', OFF, byUser(remove)],
  ['`sendTestPush`, to one device', OFF, byUser(save, testPush)],
];

// This process has the params of one subject.
const subject = process.argv[2] as Subject;
const functions = await (subject === 'sample' ? meterSample() : meterFunctions());
const counted: ChargedRow[] = [];
for (const [what, subjects, count] of ROWS) {
  if (subjects.includes(subject)) counted.push({ what, subject, charges: await count(functions) });
}
console.log(`\n${JSON.stringify(counted)}`);
process.exit();
