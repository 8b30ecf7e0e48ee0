import type { FirebaseApp } from 'firebase/app';
import { getAuth, signOut } from 'firebase/auth';
import {
  addDoc,
  collection,
  getFirestore,
  onSnapshot,
  orderBy,
  query,
  serverTimestamp,
  type Unsubscribe,
} from 'firebase/firestore';
import { getFunctions, httpsCallable } from 'firebase/functions';

/** One installation of the app, with what FCM gave it: a registration token or installation ID. */
export type Installation = ({ readonly token: string } | { readonly fid: string }) & {
  readonly platform: 'android' | 'ios' | 'web';
  /** The app's own name for this installation, so that a new token replaces the old one. */
  readonly deviceId: string;
  readonly locale: string;
  /** Left out where the machine does not know its own. */
  readonly timeZone?: string;
};

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

/**
 * Pushes for the signed-in user come to this installation from now on. Call it after each sign-in
 * and start of the app, and when FCM gives out a new token or the language changes.
 */
export async function savePushToken(app: FirebaseApp, installation: Installation): Promise<void> {
  await httpsCallable(getFunctions(app), 'savePushToken')(installation);
}

/** Signs out, and no push for this user comes to this installation any more. */
export async function logOut(app: FirebaseApp, deviceId: string): Promise<void> {
  await httpsCallable(getFunctions(app), 'removePushToken')({ deviceId });
  await signOut(getAuth(app));
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

/** Hands over a post's comments, the oldest first, now and whenever there is another. */
export function listenToComments(
  app: FirebaseApp,
  postId: string,
  onComments: (comments: readonly Comment[]) => void,
): Unsubscribe {
  const comments = collection(getFirestore(app), 'posts', postId, 'comments');
  return onSnapshot(query(comments, orderBy('createdAt')), ({ docs }) =>
    onComments(docs.map((each) => ({ id: each.id, ...(each.data() as NewComment) }))),
  );
}
