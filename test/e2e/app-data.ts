import { COLLECTIONS, COMMENT_FIELDS, POST_FIELDS } from '../../functions/src/config/app-data.ts';

type Values = Readonly<Record<string, unknown>>;

// The names of the tested app, by default those of the product.
export const USERS: string = COLLECTIONS.users;
export const POSTS: string = COLLECTIONS.posts;
export const commentsOf = (postId: string): string => of(COLLECTIONS.comments, postId);
export const followersOf = (postId: string): string => of(COLLECTIONS.postFollowers, postId);
/** If true, the path of a comment does not name its post, but a field does. */
export const COMMENTS_ARE_AT_THE_TOP = !COLLECTIONS.comments.includes('{');
export const likesOf = (postId: string): string => of(COLLECTIONS.likes, postId);
export const userFollowersOf = (uid: string): string => of(COLLECTIONS.userFollowers, uid);
export const blockedBy = (uid: string): string => of(COLLECTIONS.blocked, uid);

export const postDocument = (values: Values) => named(POST_FIELDS, values);
/** Returns a comment's document from fields by our names. Some apps do not store the author's name. */
export function commentDocument({ authorName, ...values }: Values) {
  const hasName = !process.env.TESTED_WITHOUT_NAMES && authorName !== undefined;
  return named(COMMENT_FIELDS, { ...values, ...(hasName && { authorName }) });
}

function of(collection: string, id: string): string {
  return collection.replace(/\{\w+\}/, id);
}

function named(names: Readonly<Record<string, string>>, values: Values): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const [ours, value] of Object.entries(values)) {
    const [field = ours, inner] = (names[ours] ?? ours).split('.');
    document[field] = inner === undefined ? value : { ...Object(document[field]), [inner]: value };
  }
  return document;
}
