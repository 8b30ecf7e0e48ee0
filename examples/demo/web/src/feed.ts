import type { FirebaseApp } from 'firebase/app';
import {
  addDoc,
  collection,
  deleteDoc,
  doc,
  getDocs,
  getFirestore,
  onSnapshot,
  orderBy,
  query,
  serverTimestamp,
  setDoc,
  updateDoc,
  where,
} from 'firebase/firestore';
import { languageAndZone } from '../../../../client/language-and-zone.ts';
import type { Store } from './store.ts';

export interface NewComment {
  readonly authorId: string;
  /** What the author's `users` document has as `displayName`. */
  readonly authorName: string;
  readonly text: string;
  /** The comment that this one answers. */
  readonly parentId?: string;
  /** The users that it mentions. */
  readonly mentions?: readonly string[];
}

export interface Comment extends NewComment {
  readonly id: string;
}

/** `users/{uid}.notificationSettings`: each part may be absent, and a reason is wanted by default. */
export type Settings = Partial<Record<(typeof REASONS)[number], boolean>> & {
  readonly muted?: { readonly postIds?: readonly string[]; readonly uids?: readonly string[] };
  /** `HH:MM` on the wall clock of the time zone. */
  readonly quietHours?: { readonly start: string; readonly end: string; readonly timeZone: string };
};

/** Why somebody can hear of a comment. */
export const REASONS = ['comments', 'replies', 'mentions', 'follows'] as const;

/** What the app on a phone knows of the post and of its own user. */
export interface Feed {
  readonly post: { readonly title: string } | undefined;
  readonly comments: readonly Comment[];
  readonly following: boolean;
  readonly settings: Settings;
}

export const EMPTY_FEED: Feed = { post: undefined, comments: [], following: false, settings: {} };

/** Keeps the store up to date until the answer is called. */
export function followFeed(
  app: FirebaseApp,
  uid: string,
  postId: string,
  feed: Store<Feed>,
): () => void {
  const db = getFirestore(app);
  const comments = collection(db, 'posts', postId, 'comments');
  const stops = [
    onSnapshot(query(comments, orderBy('createdAt')), ({ docs }) =>
      feed.patch({
        comments: docs.map((each) => ({ id: each.id, ...(each.data() as NewComment) })),
      }),
    ),
    onSnapshot(doc(db, 'posts', postId), (post) =>
      feed.patch({ post: post.data() as Feed['post'] }),
    ),
    onSnapshot(doc(db, 'posts', postId, 'followers', uid), (follower) =>
      feed.patch({ following: follower.exists() }),
    ),
    onSnapshot(doc(db, 'users', uid), (user) =>
      feed.patch({ settings: user.get('notificationSettings') ?? {} }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Writing it is all that a push takes: a function is waiting for it. */
export async function writeComment(
  app: FirebaseApp,
  postId: string,
  comment: NewComment,
): Promise<void> {
  const comments = collection(getFirestore(app), 'posts', postId, 'comments');
  await addDoc(comments, { ...comment, createdAt: serverTimestamp() });
}

/**
 * Marks what lies in the user's inbox as read, where the server keeps one (its param `INBOX`): it
 * then clears the user's other devices.
 */
export async function markInboxRead(app: FirebaseApp, uid: string): Promise<void> {
  const inbox = collection(getFirestore(app), 'users', uid, 'notifications');
  const { docs } = await getDocs(query(inbox, where('read', '==', false)));
  await Promise.all(
    docs.map(({ ref }) => updateDoc(ref, { read: true, readAt: serverTimestamp() })),
  );
}

/** Changes a part of the signed-in user's settings, such as `muted.postIds`. */
export function changeSetting(
  app: FirebaseApp,
  uid: string,
  part: string,
  value: unknown,
): Promise<void> {
  return updateDoc(doc(getFirestore(app), 'users', uid), `notificationSettings.${part}`, value);
}

export function setFollowing(
  app: FirebaseApp,
  postId: string,
  uid: string,
  following: boolean,
): Promise<void> {
  const follower = doc(getFirestore(app), 'posts', postId, 'followers', uid);
  return following ? setDoc(follower, { createdAt: serverTimestamp() }) : deleteDoc(follower);
}

/** As long as a night. */
const QUIET_MS = 8 * 60 * 60_000;

/** Quiet hours that have just begun, on this machine's clock. */
export function quietHoursFrom(now: number): Settings['quietHours'] {
  const { timeZone = 'UTC' } = languageAndZone('en');
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return { start: clock.format(now), end: clock.format(now + QUIET_MS), timeZone };
}
