import type { FirebaseApp } from 'firebase/app';
import {
  arrayRemove,
  arrayUnion,
  collection,
  deleteDoc,
  deleteField,
  doc,
  getDocs,
  getFirestore,
  onSnapshot,
  query,
  serverTimestamp,
  setDoc,
  updateDoc,
  where,
} from 'firebase/firestore';
import { type Comment, listenToComments } from './push-client.ts';
import { type QuietHours, type Reason, readSettings, type Settings } from './settings.ts';
import type { Store } from './store.ts';

/** What the app on a phone knows of the post and of its own user. */
export interface Feed {
  readonly post: { readonly authorId: string; readonly title: string } | undefined;
  readonly comments: readonly Comment[];
  readonly following: boolean;
  readonly settings: Settings;
}

export const EMPTY_FEED: Feed = {
  post: undefined,
  comments: [],
  following: false,
  settings: readSettings(),
};

/** Keeps the store up to date until the answer is called. */
export function followFeed(
  app: FirebaseApp,
  uid: string,
  postId: string,
  feed: Store<Feed>,
): () => void {
  const db = getFirestore(app);
  const stops = [
    listenToComments(app, postId, (comments) => feed.patch({ comments })),
    onSnapshot(doc(db, 'posts', postId), (post) =>
      feed.patch({ post: post.data() as Feed['post'] }),
    ),
    onSnapshot(doc(db, 'posts', postId, 'followers', uid), (follower) =>
      feed.patch({ following: follower.exists() }),
    ),
    onSnapshot(doc(db, 'users', uid), (user) =>
      feed.patch({ settings: readSettings(user.get('notificationSettings')) }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
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

export async function setFollowing(
  app: FirebaseApp,
  postId: string,
  uid: string,
  following: boolean,
): Promise<void> {
  const follower = doc(getFirestore(app), 'posts', postId, 'followers', uid);
  if (following) await setDoc(follower, { createdAt: serverTimestamp() });
  else await deleteDoc(follower);
}

/** A setting of the signed-in user: whether they want to hear for that reason. */
export function setReason(app: FirebaseApp, uid: string, reason: Reason, wanted: boolean) {
  return change(app, uid, reason, wanted);
}

/** A setting of the signed-in user: a post or person of which they want to hear nothing. */
export function setMuted(
  app: FirebaseApp,
  uid: string,
  kind: 'postIds' | 'uids',
  id: string,
  muted: boolean,
) {
  return change(app, uid, `muted.${kind}`, muted ? arrayUnion(id) : arrayRemove(id));
}

/** A setting of the signed-in user: when pushes are to come without a sound. */
export function setQuietHours(app: FirebaseApp, uid: string, hours: QuietHours | undefined) {
  return change(app, uid, 'quietHours', hours ?? deleteField());
}

function change(app: FirebaseApp, uid: string, part: string, value: unknown): Promise<void> {
  return updateDoc(doc(getFirestore(app), 'users', uid), `notificationSettings.${part}`, value);
}
