import type { firestore } from '../../functions/src/triggers/firebase.ts';
import { COMMENT_ID, commentOf, followersOf, ownerOf, type Scenario } from './scenario.ts';

/** Writes a scenario's documents, once however often it is called. Everybody has one device. */
export async function seed(db: ReturnType<typeof firestore>, scenario: Scenario): Promise<void> {
  const post = db.collection('posts').doc(scenario.postId);
  if ((await post.get()).exists) return;
  const comment = commentOf(scenario);
  const followers = followersOf(scenario);
  const writer = db.bulkWriter({ throttling: false });
  for (const uid of [ownerOf(scenario), ...comment.mentions, ...followers]) {
    const device = { token: `${uid}-token`, platform: 'android', createdAt: new Date() };
    void writer.create(db.collection('users').doc(uid), { pushTokens: { phone: device } });
  }
  for (const uid of followers) {
    void writer.create(post.collection('followers').doc(uid), { createdAt: new Date() });
  }
  void writer.create(post.collection('comments').doc(COMMENT_ID), comment);
  await writer.close();
  await post.create({ authorId: ownerOf(scenario), title: 'Pictures', createdAt: new Date() });
}
