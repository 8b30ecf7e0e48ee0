/** Another app's answers to `functions/src/app-data.ts`: no name is that of the product's own. */

export const COLLECTIONS = {
  users: 'members',
  userFollowers: 'members/{uid}/fans',
  blocked: 'members/{uid}/ignored',
  posts: 'articles',
  comments: 'articles/{postId}/replies',
  likes: 'articles/{postId}/hearts',
  postFollowers: 'subscriptions/{postId}/readers',
} as const;

export const POST_FIELDS = {
  authorId: 'owner',
  title: 'headline',
} as const;

export const COMMENT_FIELDS = {
  postId: 'article',
  authorId: 'writer.id',
  authorName: 'writer.nickname',
  text: 'body',
  parentId: 'inReplyTo',
  mentions: 'tagged',
} as const;

export const TEST_PUSH_CHANNEL = 'news';
