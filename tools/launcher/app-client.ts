import { randomUUID } from 'node:crypto';
import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { connectAuthEmulator, initializeAuth, signInAnonymously, type User } from 'firebase/auth';
import { connectFirestoreEmulator, type Firestore, getFirestore } from 'firebase/firestore';
import { connectFunctionsEmulator, type Functions, getFunctions } from 'firebase/functions';

/** Where the emulators are: each of them as host and port. */
export interface Emulators {
  readonly project: string;
  readonly auth: string;
  readonly firestore: string;
  readonly functions: string;
  /** Of the functions; `us-central1` by default. */
  readonly region?: string;
}

/** An app as it runs on somebody's phone: the Firebase JS SDK, led to the emulators. */
export interface AppClient {
  readonly app: FirebaseApp;
  readonly user: User;
  readonly db: Firestore;
  readonly functions: Functions;
}

const opened: FirebaseApp[] = [];

/** Opens an app of its own in which a new user is signed in. */
export async function openApp({ project, region, ...emulators }: Emulators): Promise<AppClient> {
  const app = initializeApp({ projectId: project, apiKey: 'demo', appId: 'demo' }, randomUUID());
  opened.push(app);
  const db = getFirestore(app);
  connectFirestoreEmulator(db, ...hostAndPort(emulators.firestore));
  const functions = getFunctions(app, region);
  connectFunctionsEmulator(functions, ...hostAndPort(emulators.functions));
  const auth = initializeAuth(app);
  connectAuthEmulator(auth, `http://${emulators.auth}`, { disableWarnings: true });
  const { user } = await signInAnonymously(auth);
  return { app, user, db, functions };
}

/** Ends the connections of every app, so that the process can exit. */
export async function closeApps(): Promise<void> {
  await Promise.all(opened.splice(0).map((app) => deleteApp(app)));
}

function hostAndPort(address: string): [string, number] {
  const { hostname, port } = new URL(`http://${address}`);
  return [hostname, Number(port)];
}
