import { definingCollection, definingFields, definingName } from './defining-params.ts';

/**
 * The names that an app has for the data that this backend reads: collections, fields and links.
 * `firestore.rules` is the only other place with these names. Records, the inbox, pushes and
 * answers to the app always have our own names.
 *
 * In the collections of followers, likes and blocked users, the ID of a document is the uid of the
 * other person.
 */
export const APP_DATA_PARAMS = {
  users: definingCollection('USERS_COLLECTION', {
    default: 'users',
    description: 'One document for each user, with the uid as ID.',
  }),
  devices: definingCollection('DEVICES_COLLECTION', {
    default: process.env.USERS_COLLECTION || 'users',
    description:
      'One document for each user, with the uid as ID: devices (pushTokens), settings and inbox. Set it if other users can read USERS_COLLECTION.',
  }),
  userFollowers: definingCollection('USER_FOLLOWERS_COLLECTION', {
    default: 'users/{uid}/followers',
    description: 'The followers of a user.',
  }),
  blocked: definingCollection('BLOCKED_COLLECTION', {
    default: 'users/{uid}/blocked',
    description: 'The users whom a user has blocked.',
  }),
  posts: definingCollection('POSTS_COLLECTION', {
    default: 'posts',
    description: 'The posts.',
  }),
  comments: definingCollection('COMMENTS_COLLECTION', {
    default: 'posts/{postId}/comments',
    optional: ['{postId}'],
    description:
      'The comments. If the path has no {postId}, the comment’s field postId names its post.',
  }),
  likes: definingCollection('LIKES_COLLECTION', {
    default: 'posts/{postId}/likes',
    description: 'The likes of a post.',
  }),
  postFollowers: definingCollection('POST_FOLLOWERS_COLLECTION', {
    default: 'posts/{postId}/followers',
    description: 'The followers of a post.',
  }),
  pushes: definingCollection('PUSHES_COLLECTION', {
    default: 'pushes',
    description: 'The documents by which servers send pushes.',
  }),
  userFields: definingFields('USER_FIELDS', {
    names: ['displayName', 'locale', 'notificationSettings'],
    description: 'The app’s names for the fields of a user.',
  }),
  postFields: definingFields('POST_FIELDS', {
    names: ['authorId', 'title'],
    description: 'The app’s names for the fields of a post.',
  }),
  commentFields: definingFields('COMMENT_FIELDS', {
    names: ['postId', 'authorId', 'authorName', 'text', 'parentId', 'mentions'],
    description: 'The app’s names for the fields of a comment. An ID can be a DocumentReference.',
  }),
  postLink: definingName('POST_LINK', {
    default: '/posts/{postId}',
    description: 'The path of a post’s page below WEB_ORIGIN.',
  }),
  testPushChannel: definingName('TEST_PUSH_CHANNEL', {
    default: 'comments',
    description: 'The Android channel of sendTestPush. The app must have created it.',
  }),
} as const;

const { userFields, postFields, commentFields, postLink, testPushChannel, ...collections } =
  APP_DATA_PARAMS;

/** Paths of collections. `{postId}` and `{uid}` are placeholders for IDs. */
export const COLLECTIONS = Object.fromEntries(
  Object.entries(collections).map(([name, param]) => [name, param.value()]),
) as Readonly<Record<keyof typeof collections, string>>;

/** The app's name for each field of a user, a post and a comment. A dot separates nested keys. */
export const USER_FIELDS = userFields.names();

export const POST_FIELDS = postFields.names();

/** A `DocumentReference` in a field stands for its ID. */
export const COMMENT_FIELDS = commentFields.names();

/** The path of a post's page. `{postId}` is a placeholder for its ID. */
export const POST_LINK = postLink.value();

export const TEST_PUSH_CHANNEL = testPushChannel.value();
