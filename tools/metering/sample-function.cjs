/**
 * A comment's push in the shape of the official sample: one file, both SDKs required whole, all
 * recipients read and sent to in one invocation, dead tokens not looked at again.
 */
const { createRequire } = require('node:module');
const { join } = require('node:path');

// The same versions of the SDKs as the functions' own.
const requireAsFunction = createRequire(join(__dirname, '..', '..', 'functions', 'package.json'));
const functions = requireAsFunction('firebase-functions');
const { onDocumentCreated } = requireAsFunction('firebase-functions/v2/firestore');
const { getApps, initializeApp } = requireAsFunction('firebase-admin/app');
const { getFirestore } = requireAsFunction('firebase-admin/firestore');
const { getMessaging } = requireAsFunction('firebase-admin/messaging');

if (getApps().length === 0) initializeApp();

/** Collection of the posts: another one where both wait for comments at once. */
const POSTS = process.env.SAMPLE_POSTS || 'posts';

/** Most messages that `sendEach` takes; and documents, of which one request cannot name 100,000. */
const BATCH = 500;

exports.notifyOfComment = onDocumentCreated(
  `${POSTS}/{postId}/comments/{commentId}`,
  async ({ params, data }) => {
    const db = getFirestore();
    const post = await db.collection(POSTS).doc(params.postId).get();
    if (!post.exists) return;
    const comment = data.data();
    const followers = await post.ref.collection('followers').get();
    const uids = new Set([
      post.get('authorId'),
      ...(comment.mentions ?? []),
      ...followers.docs.map(({ id }) => id),
    ]);
    uids.delete(comment.authorId);
    const refs = [...uids].map((uid) => db.collection('users').doc(uid));
    const users = [];
    for (let read = 0; read < refs.length; read += BATCH) {
      users.push(...(await db.getAll(...refs.slice(read, read + BATCH))));
    }
    const messages = users
      .flatMap((user) => Object.values(user.get('pushTokens') ?? {}))
      .map(({ token }) => ({
        token,
        notification: { title: `New comment from ${comment.authorName}`, body: comment.text },
      }));
    for (let sent = 0; sent < messages.length; sent += BATCH) {
      const { failureCount } = await getMessaging().sendEach(messages.slice(sent, sent + BATCH));
      if (failureCount > 0) functions.logger.warn(`${failureCount} messages failed`);
    }
  },
);
