import { type FirebaseApp, type FirebaseOptions, initializeApp } from 'firebase/app';
import { connectAuthEmulator, initializeAuth, inMemoryPersistence } from 'firebase/auth';
import { connectFirestoreEmulator, getFirestore } from 'firebase/firestore';
import { connectFunctionsEmulator, getFunctions } from 'firebase/functions';
import firebase from '../../../../firebase.json' with { type: 'json' };
import { CONFIGURATION } from './configuration.ts';

const { auth, firestore, functions } = firebase.emulators;

export const PROJECT_ID = CONFIGURATION.projectId;
export const FIRESTORE_ORIGIN = `http://127.0.0.1:${firestore.port}`;
export const FCM_ORIGIN = 'http://127.0.0.1:9298';

/**
 * Names of this machine. A browser opens six connections to a name, and a Firestore client holds
 * up to two of them open: with one name for all, a second tab would hang.
 */
export type EmulatorHost = '127.0.0.1' | 'localhost';

/** A Firebase app of its own, as on a device of its own. Forgets who is signed in on a reload. */
export function openFirebaseApp(
  name: string,
  host: EmulatorHost,
  configuration: FirebaseOptions,
): FirebaseApp {
  const app = initializeApp(configuration, name);
  connectAuthEmulator(
    initializeAuth(app, { persistence: inMemoryPersistence }),
    `http://${host}:${auth.port}`,
    { disableWarnings: true },
  );
  connectFirestoreEmulator(getFirestore(app), host, firestore.port);
  connectFunctionsEmulator(getFunctions(app), host, functions.port);
  return app;
}
