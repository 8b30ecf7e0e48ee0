import type { firestore } from '../../functions/src/triggers/firebase.ts';
import { COMMENT_ID, commentOf, followersOf, ownerOf, type Scenario } from './scenario.ts';

/** Writes of one commit: the most that the emulator takes quickly. */
const BATCH = 500;

/** Writes a scenario's documents, once however often it is called. Everybody has one device. */
export async function seed(db: ReturnType<typeof firestore>, scenario: Scenario): Promise<void> {
  const post = db.collection('posts').doc(scenario.postId);
  if ((await post.get()).exists) return;
  const comment = commentOf(scenario);
  const followers = followersOf(scenario);
  const createdAt = new Date();
  const userOf = (uid: string) => ({
    pushTokens: { phone: { token: `${uid}-token`, platform: 'android', createdAt } },
  });
  const documents = [
    ...[ownerOf(scenario), ...comment.mentions, ...followers].map(
      (uid) => [db.collection('users').doc(uid), userOf(uid)] as const,
    ),
    ...followers.map((uid) => [post.collection('followers').doc(uid), { createdAt }] as const),
    [post.collection('comments').doc(COMMENT_ID), comment] as const,
  ];
  for (let done = 0; done < documents.length; done += BATCH) {
    const batch = db.batch();
    for (const [document, data] of documents.slice(done, done + BATCH)) batch.set(document, data);
    await batch.commit();
  }
  await post.set({ authorId: ownerOf(scenario), title: 'Pictures', createdAt });
}
