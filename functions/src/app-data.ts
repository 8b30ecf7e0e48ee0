/**
 * Where an app keeps what this backend reads, and what it calls it: the one place that says so,
 * beside `firestore.rules`. Records, the inbox, pushes and answers to the app keep our own names.
 */

/** Paths of collections; `{postId}` stands for the ID of a post. A follower's ID is their uid. */
export const COLLECTIONS = {
  users: 'users',
  posts: 'posts',
  comments: 'posts/{postId}/comments',
  followers: 'posts/{postId}/followers',
} as const;

/** The app's name for each field of a post; a dot reaches into a map. */
export const POST_FIELDS = {
  authorId: 'authorId',
  title: 'title',
} as const;

/** The app's name for each field of a comment; a dot reaches into a map. */
export const COMMENT_FIELDS = {
  authorId: 'authorId',
  authorName: 'authorName',
  text: 'text',
  parentId: 'parentId',
  mentions: 'mentions',
} as const;
