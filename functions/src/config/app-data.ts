import { collection, fieldNames, knownName } from './param-types.ts';

/**
 * The names that an app has for the data that this backend reads: collections, fields and links.
 * `firestore.rules` is the only other place with these names. Records, the inbox, pushes and
 * answers to the app always have our own names.
 *
 * In the collections of followers, likes and blocked users, the ID of a document is the uid of the
 * other person.
 */
export const APP_DATA_PARAMS = {
  users: collection('USERS_COLLECTION', 'users', 'One document for each user, with the uid as ID.'),
  devices: collection(
    'DEVICES_COLLECTION',
    process.env.USERS_COLLECTION || 'users',
    'One document for each user, with the uid as ID: devices (pushTokens), settings and inbox. Set it if other users can read USERS_COLLECTION.',
  ),
  userFollowers: collection(
    'USER_FOLLOWERS_COLLECTION',
    'users/{uid}/followers',
    'The followers of a user.',
  ),
  blocked: collection(
    'BLOCKED_COLLECTION',
    'users/{uid}/blocked',
    'The users whom a user has blocked.',
  ),
  posts: collection('POSTS_COLLECTION', 'posts', 'The posts.'),
  comments: collection(
    'COMMENTS_COLLECTION',
    'posts/{postId}/comments',
    'The comments. If the path has no {postId}, the comment’s field postId names its post.',
    ['{postId}'],
  ),
  likes: collection('LIKES_COLLECTION', 'posts/{postId}/likes', 'The likes of a post.'),
  postFollowers: collection(
    'POST_FOLLOWERS_COLLECTION',
    'posts/{postId}/followers',
    'The followers of a post.',
  ),
  pushes: collection('PUSHES_COLLECTION', 'pushes', 'The documents by which servers send pushes.'),
  userFields: fieldNames(
    'USER_FIELDS',
    ['displayName', 'locale', 'notificationSettings'],
    'The app’s names for the fields of a user.',
  ),
  postFields: fieldNames(
    'POST_FIELDS',
    ['authorId', 'title'],
    'The app’s names for the fields of a post.',
  ),
  commentFields: fieldNames(
    'COMMENT_FIELDS',
    ['postId', 'authorId', 'authorName', 'text', 'parentId', 'mentions'],
    'The app’s names for the fields of a comment. An ID can be a DocumentReference.',
  ),
  postLink: knownName(
    'POST_LINK',
    '/posts/{postId}',
    'The path of a post’s page below WEB_ORIGIN.',
  ),
  testPushChannel: knownName(
    'TEST_PUSH_CHANNEL',
    'comments',
    'The Android channel of sendTestPush. The app must have created it.',
  ),
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
