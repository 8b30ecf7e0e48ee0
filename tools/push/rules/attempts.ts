export type Fields = Readonly<Record<string, unknown>>;

/** Placeholders for values. */
export const NOW = Symbol('the request’s time');
export const DELETED = Symbol('no value');

/** A client that nobody has signed in to. */
export const NOBODY = undefined;

type Operation =
  | 'get'
  | 'list'
  /** Lists all collections with the name of this one. */
  | 'listGroup'
  /** Lists the documents with this field, or with this ID as `__name__`. */
  | 'query'
  /** Creates the document, or replaces it. */
  | 'set'
  | 'update'
  | 'remove';

/** A title, the uid of the client, and the request. */
export type Attempt = readonly [
  title: string,
  uid: string | undefined,
  operation: Operation,
  path: string,
  fields?: Fields,
];

export interface Attempts {
  readonly allowed: readonly Attempt[];
  /** Each breaks exactly one condition of the rules. */
  readonly denied: readonly Attempt[];
}

const SOME_TIME = new Date('2026-01-02T03:04:05Z');

/** The documents before each attempt. Ana, Bo and Cho can sign in. Cho has no document yet. */
export const SEED: Readonly<Record<string, Fields>> = {
  'users/ana': { displayName: 'Ana', pushTokens: { phone: { platform: 'ios' } } },
  'users/bo': { displayName: 'Bo' },
  'users/ana/notifications/unread': { text: 'Bo commented', read: false },
  'users/ana/notifications/read': { text: 'Bo commented', read: true, readAt: SOME_TIME },
  'posts/post': { authorId: 'ana', title: 'Tea', createdAt: SOME_TIME },
  'posts/post/comments/by-ana': { authorId: 'ana', authorName: 'Ana', text: 'Green' },
  // IDs that look like a number, a boolean and a map in a path.
  'posts/post/comments/1': { authorId: 'ana', authorName: 'Ana', text: 'One' },
  'posts/post/comments/true': { authorId: 'ana', authorName: 'Ana', text: 'True' },
  'posts/post/followers/ana': { createdAt: SOME_TIME },
  'posts/post/likes/ana': { createdAt: SOME_TIME },
  'users/bo/followers/ana': { createdAt: SOME_TIME },
  'users/ana/blocked/bo': { createdAt: SOME_TIME },
  'posts/other': { authorId: 'ana', title: 'Coffee', createdAt: SOME_TIME },
  'posts/other/comments/elsewhere': { authorId: 'bo', authorName: 'Bo', text: 'Black' },
  'deliveries/delivery': { state: 'done' },
  'pushTokenOwners/owner': { uid: 'ana', deviceId: 'phone' },
};
