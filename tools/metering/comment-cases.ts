import { randomUUID } from 'node:crypto';
import type { Charges } from './charges.ts';
import type { Metered } from './metered-functions.ts';
import { COMMENT_ID, commentOf, eventOf, ownerOf, type Scenario, tokenOf } from './scenario.ts';
import { seed } from './seed.ts';

/** Counts what one thing is charged, after having made what has to be there before it. */
export type Case = (functions: Metered) => Promise<Charges>;

type Place = Omit<Scenario, 'postId'>;

/** As the param MENTION_BURST has it by default. */
const MENTION_BURST = 5;
const FOLLOWERS_OF_A_PAGE = 100;
/** The first page hears with the comment, the second by a task. */
const FOLLOWERS_OF_TWO_PAGES = 2 * FOLLOWERS_OF_A_PAGE;

export const TO_ONE: Place = {};
export const REPLY: Place = { reply: true };
export const TO_TEN: Place = { mentions: 9 };
export const TO_A_PAGE: Place = { followers: FOLLOWERS_OF_A_PAGE - 1 };
const FOLLOWED: Place = { followers: FOLLOWERS_OF_TWO_PAGES };

const MARK = { time: new Date().toISOString(), data: { exists: true, data: () => ({}) } };

async function stage({ db }: Metered, place: Place): Promise<Scenario> {
  const scenario = { ...place, postId: randomUUID() };
  await seed(db, scenario);
  return scenario;
}

const comment = ({ call }: Metered, ...about: Parameters<typeof eventOf>) =>
  call('onCommentCreated', eventOf(...about));

async function task({ dispatch }: Metered): Promise<Charges> {
  const charges = await dispatch();
  if (charges === undefined) throw new Error('no task was enqueued');
  return charges;
}

export const firstOnPost =
  (place: Place): Case =>
  async (functions) =>
    comment(functions, await stage(functions, place));

export const nextOnPost =
  (place: Place): Case =>
  async (functions) => {
    const scenario = await stage(functions, place);
    await comment(functions, scenario);
    return comment(functions, scenario, 'next');
  };

export const heldMention: Case = async (functions) => {
  const scenario = await stage(functions, { mentions: 1 });
  const writer = ownerOf(scenario);
  for (let i = 0; i < MENTION_BURST; i += 1) await comment(functions, scenario, `${i}`, writer);
  return comment(functions, scenario, 'one too many', writer);
};

/** Somebody who has no document likes the post, or follows its author. */
export const liked: Case = async (functions) => {
  const { postId } = await stage(functions, TO_ONE);
  return functions.call('onLikeCreated', { ...MARK, params: { postId, uid: 'somebody' } });
};

export const followed: Case = async (functions) => {
  const uid = ownerOf(await stage(functions, TO_ONE));
  return functions.call('onNewFollower', { ...MARK, params: { uid, followerUid: 'somebody' } });
};

export const onOwnPost: Case = async (functions) => {
  const scenario = await stage(functions, TO_ONE);
  return comment(functions, scenario, COMMENT_ID, ownerOf(scenario));
};

export const redelivered: Case = async (functions) => {
  const event = eventOf(await stage(functions, TO_ONE));
  await functions.call('onCommentCreated', event);
  return functions.call('onCommentCreated', event);
};

/** A comment of which one push fails: with `error`, as the FCM emulator names it. */
const failing =
  (error: string): Case =>
  async (functions) => {
    const scenario = await stage(functions, TO_ONE);
    const fault = { error, device: tokenOf(ownerOf(scenario)), count: 1 };
    await fetch(`http://${process.env.FCM_EMULATOR_HOST}/emulator/v1/faults`, {
      method: 'PUT',
      body: JSON.stringify({ faults: [fault] }),
    });
    return comment(functions, scenario);
  };

export const putOff: Case = failing('UNAVAILABLE');
/** The device is in no index of owners, since it was seeded. */
export const deadDevice: Case = failing('UNREGISTERED');

export const retried: Case = async (functions) => {
  await putOff(functions);
  return task(functions);
};

export const secondPage: Case = async (functions) => {
  await firstOnPost(FOLLOWED)(functions);
  return task(functions);
};

export const nextSecondPage: Case = async (functions) => {
  const scenario = await stage(functions, FOLLOWED);
  const { postId } = scenario;
  await comment(functions, scenario);
  await task(functions);
  const comments = functions.db.collection('posts').doc(postId).collection('comments');
  await comments.doc('next').set(commentOf(scenario));
  await comment(functions, scenario, 'next');
  return task(functions);
};

export const entryRead: Case = async (functions) => {
  const scenario = await stage(functions, TO_ONE);
  await comment(functions, scenario);
  const [uid, notificationId] = [ownerOf(scenario), `comment_${scenario.postId}`];
  const entry = functions.db.doc(`users/${uid}/notifications/${notificationId}`);
  const before = await entry.get();
  await entry.update({ read: true });
  const data = { before, after: await entry.get() };
  return functions.call('onNotificationRead', { params: { uid, notificationId }, data });
};
