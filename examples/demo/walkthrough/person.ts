import { addDoc, collection, doc, serverTimestamp, setDoc } from 'firebase/firestore';
import { httpsCallable } from 'firebase/functions';
import { ADDRESSES, PROJECT_ID } from '../../../tools/launcher/addresses.ts';
import { type AppClient, openApp } from '../../../tools/launcher/app-client.ts';

/** The input of `savePushToken`, as far as the walk-through fills it in. */
export interface DeviceRegistration {
  token?: string;
  fid?: string;
  platform: 'android' | 'ios';
  deviceId: string;
  locale: string;
}

/** Opens the app for a new user, who writes their profile. */
export async function signUp(displayName: string): Promise<AppClient> {
  const client = await openApp({ project: PROJECT_ID, ...ADDRESSES });
  await setDoc(doc(client.db, 'users', client.user.uid), { displayName });
  return client;
}

export async function savePushToken(
  { functions }: AppClient,
  device: DeviceRegistration,
): Promise<void> {
  await httpsCallable(functions, 'savePushToken')(device);
}

/** @returns the post's ID */
export async function writePost({ db, user }: AppClient, title: string): Promise<string> {
  const post = { authorId: user.uid, title, createdAt: serverTimestamp() };
  return (await addDoc(collection(db, 'posts'), post)).id;
}

export async function writeComment(
  { db, user }: AppClient,
  authorName: string,
  postId: string,
  text: string,
): Promise<void> {
  const comment = { authorId: user.uid, authorName, text, createdAt: serverTimestamp() };
  await addDoc(collection(db, 'posts', postId, 'comments'), comment);
}
