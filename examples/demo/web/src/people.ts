import { type FirebaseApp, type FirebaseOptions, initializeApp } from 'firebase/app';
import {
  connectAuthEmulator,
  getAuth,
  initializeAuth,
  inMemoryPersistence,
  signInWithCustomToken,
} from 'firebase/auth';
import {
  connectFirestoreEmulator,
  doc,
  getDoc,
  getFirestore,
  serverTimestamp,
  setDoc,
} from 'firebase/firestore';
import { connectFunctionsEmulator, getFunctions } from 'firebase/functions';
import firebase from '../../../../firebase.json' with { type: 'json' };

/** The two people of the demo, their post and their devices. */

export const PEOPLE = {
  mina: { name: 'Mina', locale: 'ko' },
  joon: { name: 'Joon', locale: 'en' },
} as const;
export type PersonId = keyof typeof PEOPLE;
export const PERSON_IDS = ['mina', 'joon'] as const;

/** The author of the post. This browser can be the same user's laptop. */
export const POST_AUTHOR: PersonId = 'joon';
export const POST_TITLE = 'Sunset over the Han River';

export const DEVICES = {
  android: 'Android phone',
  iphone: 'iPhone',
  laptop: 'Joon’s laptop',
} as const;
export type DeviceName = keyof typeof DEVICES;
export const PHONES = ['android', 'iphone'] as const;

const WORLD_KEY = 'comment-push-demo.world';
/** Long enough that two browsers at one emulator suite do not share a world. */
const WORLD_LENGTH = 8;

/** Returns the suffix of all IDs that belong to this browser. It stays the same after a reload. */
export function rememberedWorld(): string {
  const world = localStorage.getItem(WORLD_KEY) ?? crypto.randomUUID().slice(0, WORLD_LENGTH);
  localStorage.setItem(WORLD_KEY, world);
  return world;
}

export const uidOf = (world: string, person: PersonId): string => `${person}-${world}`;
export const postIdOf = (world: string): string => `post-${world}`;
export const deviceIdOf = (world: string, device: DeviceName): string => `${device}-${world}`;

export function deviceNameOf(deviceId: string): DeviceName {
  return PHONES.find((name) => deviceId.startsWith(`${name}-`)) ?? 'laptop';
}

/**
 * Opens a separate Firebase app, as on a separate device. After a reload, nobody is signed in.
 *
 * @param host a name of this machine. A browser opens six connections to a name, and a Firestore
 *   client keeps up to two of them open. With one name for all, a second tab would hang.
 */
export function openApp(
  name: string,
  host: '127.0.0.1' | 'localhost',
  configuration: FirebaseOptions,
): FirebaseApp {
  const { auth, firestore, functions } = firebase.emulators;
  const app = initializeApp(configuration, name);
  const persistence = inMemoryPersistence;
  const options = { disableWarnings: true };
  connectAuthEmulator(initializeAuth(app, { persistence }), `http://${host}:${auth.port}`, options);
  connectFirestoreEmulator(getFirestore(app), host, firestore.port);
  connectFunctionsEmulator(getFunctions(app), host, functions.port);
  return app;
}

/** Signs a user in. The first time, it also writes their profile, and the post or a follower. */
export async function signIn(app: FirebaseApp, world: string, person: PersonId): Promise<void> {
  const uid = uidOf(world, person);
  // The Auth emulator accepts a token without a signature.
  await signInWithCustomToken(getAuth(app), JSON.stringify({ uid }));
  const db = getFirestore(app);
  const profile = doc(db, 'users', uid);
  if ((await getDoc(profile)).exists()) return;

  const { name: displayName, locale } = PEOPLE[person];
  await setDoc(profile, { displayName, locale });
  const createdAt = serverTimestamp();
  const post = doc(db, 'posts', postIdOf(world));
  if (person === POST_AUTHOR) await setDoc(post, { authorId: uid, title: POST_TITLE, createdAt });
  else await setDoc(doc(post, 'followers', uid), { createdAt });
}
