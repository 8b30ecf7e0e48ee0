import type { Database } from './metered-functions.ts';
import {
  answeredBy,
  COMMENT_ID,
  commentOf,
  followersOf,
  ownerOf,
  PARENT_ID,
  type Scenario,
  tokenOf,
} from './scenario.ts';

/** Writes of one commit: the most that the emulator takes quickly. */
const BATCH = 500;
/** Commits under way at once; more are no faster. */
const IN_FLIGHT = 4;

/** Writes a scenario's documents, but only so many of the followers. Everybody has one device. */
export async function seed(db: Database, scenario: Scenario, followers = Infinity): Promise<void> {
  const comment = commentOf(scenario);
  const answered = scenario.reply ? [answeredBy(scenario)] : [];
  const users = [ownerOf(scenario), ...answered, ...comment.mentions, ...followersOf(scenario)];
  const createdAt = new Date();
  const post = db.collection('posts').doc(scenario.postId);
  const comments = post.collection('comments');
  await Promise.all([
    post.set({ authorId: ownerOf(scenario), title: 'Pictures', createdAt }),
    comments.doc(COMMENT_ID).set(comment),
    ...answered.map((authorId) => comments.doc(PARENT_ID).set({ ...comment, authorId })),
    inBatches(db, users, (batch, uid) =>
      batch.set(db.collection('users').doc(uid), {
        pushTokens: { phone: { token: tokenOf(uid), platform: 'android', createdAt } },
      }),
    ),
    follow(db, scenario, 0, followers),
  ]);
}

/** Has the followers from the one index to before the other follow. */
export function follow(db: Database, scenario: Scenario, from: number, to: number) {
  const followers = db.collection('posts').doc(scenario.postId).collection('followers');
  const createdAt = new Date();
  return inBatches(db, followersOf(scenario).slice(from, to), (batch, uid) =>
    batch.set(followers.doc(uid), { createdAt }),
  );
}

/** Writes something of each person, so many in a commit. */
export async function inBatches(
  db: Database,
  uids: readonly string[],
  write: (batch: ReturnType<Database['batch']>, uid: string) => unknown,
): Promise<void> {
  const batches = uids.keys().filter((index) => index % BATCH === 0);
  // All take from the one iterator, so each batch is written once.
  const writeBatches = async () => {
    for (const first of batches) {
      const batch = db.batch();
      for (const uid of uids.slice(first, first + BATCH)) write(batch, uid);
      await batch.commit();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, writeBatches));
}
