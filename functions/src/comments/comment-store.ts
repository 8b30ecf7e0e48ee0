import { FieldPath, type Firestore } from 'firebase-admin/firestore';
import { cleanText } from './clean-text.ts';
import { isDocumentId } from './comment.ts';
import { parseUser, type User } from './user.ts';

/** Where an app keeps its posts, comments, followers and users: the one place that says so. */
export const COMMENT_PATH = 'posts/{postId}/comments/{commentId}';

/** Characters of a post's title that an inbox shows. */
const MAX_TITLE_LENGTH = 200;

/** All of `users/{uid}` that a push needs; the rest of the document stays where it is. */
const USER_FIELDS = ['displayName', 'locale', 'notificationSettings', 'pushTokens'];

export interface CommentStore {
  /** The comment's data, or undefined when it has been deleted. */
  comment(postId: string, commentId: string): Promise<unknown>;
  /** Whom a comment stands under. An author is undefined where the document or its field is. */
  around(comment: { readonly postId: string; readonly parentId?: string }): Promise<{
    readonly postAuthorId: string | undefined;
    readonly postTitle: string | undefined;
    readonly parentAuthorId: string | undefined;
    readonly hasFollowers: boolean;
  }>;
  /** The users of these IDs that exist. */
  users(uids: readonly string[]): Promise<User[]>;
  /** Up to `limit` followers of a post in the order of their IDs, those after `after`. */
  followers(postId: string, after: string | undefined, limit: number): Promise<string[]>;
}

export function commentStore(db: Firestore): CommentStore {
  const post = (postId: string) => db.collection('posts').doc(postId);
  const comment = (postId: string, commentId: string) =>
    post(postId).collection('comments').doc(commentId);
  const followers = (postId: string) =>
    post(postId).collection('followers').orderBy(FieldPath.documentId()).select();

  return {
    async comment(postId, commentId) {
      return (await comment(postId, commentId).get()).data();
    },
    async around({ postId, parentId }) {
      const parents = parentId === undefined ? [] : [comment(postId, parentId)];
      const [[postFound, parentFound], firstFollower] = await Promise.all([
        db.getAll(post(postId), ...parents, { fieldMask: ['authorId', 'title'] }),
        followers(postId).limit(1).get(),
      ]);
      return {
        postAuthorId: asId(postFound?.get('authorId')),
        postTitle: asTitle(postFound?.get('title')),
        parentAuthorId: asId(parentFound?.get('authorId')),
        hasFollowers: !firstFollower.empty,
      };
    },
    async users(uids) {
      if (uids.length === 0) return [];
      const refs = uids.map((uid) => db.collection('users').doc(uid));
      const found = await db.getAll(...refs, { fieldMask: USER_FIELDS });
      return found.filter((user) => user.exists).map((user) => parseUser(user.id, user.data()));
    },
    async followers(postId, after, limit) {
      const all = followers(postId).limit(limit);
      const page = await (after === undefined ? all : all.startAfter(after)).get();
      return page.docs.map((each) => each.id);
    },
  };
}

function asId(value: unknown): string | undefined {
  return typeof value === 'string' && isDocumentId(value) ? value : undefined;
}

function asTitle(value: unknown): string | undefined {
  return typeof value === 'string' ? cleanText(value.slice(0, MAX_TITLE_LENGTH)) : undefined;
}
