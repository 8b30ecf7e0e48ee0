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
import { setFollowing } from './feed.ts';
import { PEOPLE, type PersonId, POST_AUTHOR, postIdOf, uidOf } from './world.ts';

const { auth, firestore, functions } = firebase.emulators;

/**
 * Names of this machine. A browser opens six connections to a name, and a Firestore client holds
 * up to two of them open: with one name for all, a second tab would hang.
 */
export type EmulatorHost = '127.0.0.1' | 'localhost';

/** A Firebase app of its own, as on a device of its own. Forgets who is signed in on a reload. */
export function openApp(
  name: string,
  host: EmulatorHost,
  configuration: FirebaseOptions,
): FirebaseApp {
  const app = initializeApp(configuration, name);
  const persistence = inMemoryPersistence;
  const options = { disableWarnings: true };
  connectAuthEmulator(initializeAuth(app, { persistence }), `http://${host}:${auth.port}`, options);
  connectFirestoreEmulator(getFirestore(app), host, firestore.port);
  connectFunctionsEmulator(getFunctions(app), host, functions.port);
  return app;
}

/** Signs one of the two people in. The first time, they get a profile, and the post or its following. */
export async function signIn(
  app: FirebaseApp,
  world: string,
  person: PersonId,
  postTitle: string,
): Promise<void> {
  const uid = uidOf(world, person);
  // The Auth emulator takes a token that nobody has signed.
  await signInWithCustomToken(getAuth(app), JSON.stringify({ uid }));
  const db = getFirestore(app);
  const profile = doc(db, 'users', uid);
  if ((await getDoc(profile)).exists()) return;

  const { name: displayName, locale } = PEOPLE[person];
  await setDoc(profile, { displayName, locale });
  if (person === POST_AUTHOR) {
    const post = { authorId: uid, title: postTitle, createdAt: serverTimestamp() };
    await setDoc(doc(db, 'posts', postIdOf(world)), post);
  } else {
    await setFollowing(app, postIdOf(world), uid, true);
  }
}
