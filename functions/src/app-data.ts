/**
 * Where an app keeps what this backend reads, and what it calls it: the one place that says so,
 * beside `firestore.rules`. Records, the inbox, pushes and answers to the app keep our own names.
 */

/**
 * Paths of collections; `{postId}` and `{uid}` stand for IDs. The documents of followers, likes and
 * blocked people have the uid of the other person as their ID. Comments may lie in a collection at
 * the top: then a comment's `postId` tells its post.
 */
export const COLLECTIONS = {
  users: 'users',
  userFollowers: 'users/{uid}/followers',
  blocked: 'users/{uid}/blocked',
  posts: 'posts',
  comments: 'posts/{postId}/comments',
  likes: 'posts/{postId}/likes',
  postFollowers: 'posts/{postId}/followers',
} as const;

/** The app's name for each field of a post; a dot reaches into a map. */
export const POST_FIELDS = {
  authorId: 'authorId',
  title: 'title',
} as const;

/**
 * The app's name for each field of a comment; a dot reaches into a map. A `DocumentReference` in
 * such a field stands for the ID of its document.
 */
export const COMMENT_FIELDS = {
  postId: 'postId',
  authorId: 'authorId',
  authorName: 'authorName',
  text: 'text',
  parentId: 'parentId',
  mentions: 'mentions',
} as const;

/** The Android channel in which `sendTestPush` shows itself: one that the app has made. */
export const TEST_PUSH_CHANNEL = 'comments';
