/**
 * Sends a comment's push as Google's samples do: one file that requires both SDKs as a whole, reads
 * all recipients and sends to them in one invocation, and ignores dead tokens.
 */
const { createRequire } = require('node:module');
const { join } = require('node:path');

// The functions' own versions of the SDKs.
const requireAsFunction = createRequire(join(__dirname, '..', '..', 'functions', 'package.json'));
const functions = requireAsFunction('firebase-functions');
const { onDocumentCreated } = requireAsFunction('firebase-functions/v2/firestore');
const { getApps, initializeApp } = requireAsFunction('firebase-admin/app');
const { getFirestore } = requireAsFunction('firebase-admin/firestore');
const { getMessaging } = requireAsFunction('firebase-admin/messaging');

if (getApps().length === 0) initializeApp();

/** Collection of the posts. It differs if the sample runs beside our functions. */
const POSTS = process.env.SAMPLE_POSTS || 'posts';

/** Maximum number of messages for `sendEach`. */
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
    if (uids.size === 0) return;
    const users = await db.getAll(...[...uids].map((uid) => db.collection('users').doc(uid)));
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
