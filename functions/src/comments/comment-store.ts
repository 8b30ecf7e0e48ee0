import { FieldPath, type Firestore } from 'firebase-admin/firestore';
import { COLLECTIONS, COMMENT_FIELDS, POST_FIELDS } from '../app-data.ts';
import { cleanLine } from './clean-text.ts';
import { isDocumentId } from './comment.ts';
import { parseUser, type User } from './user.ts';

/** Characters of a post's title that an inbox shows. */
const MAX_TITLE_LENGTH = 200;

/** All of `users/{uid}` that a push needs; the rest of the document stays where it is. */
const USER_FIELDS = ['displayName', 'locale', 'notificationSettings', 'pushTokens'];

/** All that is read of a comment's post and of the comment that it answers. */
const AROUND_FIELDS = new Set([POST_FIELDS.authorId, POST_FIELDS.title, COMMENT_FIELDS.authorId]);

export interface CommentStore {
  /** The comment's data by our names, or undefined when it has been deleted. */
  comment(postId: string, commentId: string): Promise<unknown>;
  /** Whom a comment stands under. An author is undefined where the document or its field is. */
  around(comment: { readonly postId: string; readonly parentId?: string }): Promise<{
    readonly postAuthorId: string | undefined;
    readonly postTitle: string | undefined;
    readonly parentAuthorId: string | undefined;
  }>;
  hasFollowers(postId: string): Promise<boolean>;
  /** The users of these IDs that exist. */
  users(uids: readonly string[]): Promise<User[]>;
  /** Up to `limit` followers of a post in the order of their IDs, those after `after`. */
  followers(postId: string, after: string | undefined, limit: number): Promise<string[]>;
}

export function commentStore(db: Firestore): CommentStore {
  const ofPost = (collection: string, postId: string) =>
    db.collection(collection.replace('{postId}', () => postId));
  const comment = (postId: string, commentId: string) =>
    ofPost(COLLECTIONS.comments, postId).doc(commentId);
  const followers = (postId: string) =>
    ofPost(COLLECTIONS.followers, postId).orderBy(FieldPath.documentId()).select();

  return {
    async comment(postId, commentId) {
      const found = await comment(postId, commentId).get();
      return found.exists ? commentData(found) : undefined;
    },
    async around({ postId, parentId }) {
      const parents = parentId === undefined ? [] : [comment(postId, parentId)];
      const post = db.collection(COLLECTIONS.posts).doc(postId);
      const fieldMask = [...AROUND_FIELDS];
      const [postFound, parentFound] = await db.getAll(post, ...parents, { fieldMask });
      return {
        postAuthorId: asId(postFound?.get(POST_FIELDS.authorId)),
        postTitle: asTitle(postFound?.get(POST_FIELDS.title)),
        parentAuthorId: asId(parentFound?.get(COMMENT_FIELDS.authorId)),
      };
    },
    async hasFollowers(postId) {
      return !(await followers(postId).limit(1).get()).empty;
    },
    async users(uids) {
      if (uids.length === 0) return [];
      const refs = uids.map((uid) => db.collection(COLLECTIONS.users).doc(uid));
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

/** The data of a comment's document by our names for its fields. */
export function commentData(document: { get(field: string): unknown }): object {
  return Object.fromEntries(
    Object.entries(COMMENT_FIELDS).map(([ours, theirs]) => [ours, document.get(theirs)]),
  );
}

function asId(value: unknown): string | undefined {
  return typeof value === 'string' && isDocumentId(value) ? value : undefined;
}

function asTitle(value: unknown): string | undefined {
  return typeof value === 'string' ? cleanLine(value.slice(0, MAX_TITLE_LENGTH)) : undefined;
}
