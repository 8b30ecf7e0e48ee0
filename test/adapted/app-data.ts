/** Another app's answers to `functions/src/app-data.ts`: no name is that of the product's own. */

export const COLLECTIONS = {
  users: 'members',
  posts: 'articles',
  comments: 'articles/{postId}/replies',
  followers: 'subscriptions/{postId}/readers',
} as const;

export const POST_FIELDS = {
  authorId: 'owner',
  title: 'headline',
} as const;

export const COMMENT_FIELDS = {
  authorId: 'writer.id',
  authorName: 'writer.nickname',
  text: 'body',
  parentId: 'inReplyTo',
  mentions: 'tagged',
} as const;
