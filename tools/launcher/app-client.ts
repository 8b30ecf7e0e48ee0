import { randomUUID } from 'node:crypto';
import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { connectAuthEmulator, initializeAuth, signInAnonymously, type User } from 'firebase/auth';
import { connectFirestoreEmulator, type Firestore, getFirestore } from 'firebase/firestore';
import { connectFunctionsEmulator, type Functions, getFunctions } from 'firebase/functions';

/** The `host:port` of each emulator. */
export interface Emulators {
  readonly project: string;
  readonly auth: string;
  readonly firestore: string;
  readonly functions: string;
  /** The region of the functions, `us-central1` by default. */
  readonly region?: string;
}

/** An app as on a user's phone: the Firebase JS SDK, connected to the emulators. */
export interface AppClient {
  readonly app: FirebaseApp;
  readonly user: User;
  readonly db: Firestore;
  readonly functions: Functions;
}

const opened: FirebaseApp[] = [];

/** Opens a separate app and signs in a new user. */
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

/** Closes the connections of all apps, so that the process can exit. */
export async function closeApps(): Promise<void> {
  await Promise.all(opened.splice(0).map((app) => deleteApp(app)));
}

function hostAndPort(address: string): [string, number] {
  const { hostname, port } = new URL(`http://${address}`);
  return [hostname, Number(port)];
}
