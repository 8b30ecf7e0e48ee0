import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { connectAuthEmulator, initializeAuth, signInAnonymously } from 'firebase/auth';
import {
  addDoc,
  collection,
  connectFirestoreEmulator,
  doc,
  type Firestore,
  getFirestore,
  serverTimestamp,
  setDoc,
} from 'firebase/firestore';
import {
  connectFunctionsEmulator,
  type Functions,
  getFunctions,
  httpsCallable,
} from 'firebase/functions';
import { ADDRESSES, PROJECT_ID } from '../../launcher/addresses.ts';

/** The input of `savePushToken`, as far as the walk-through fills it in. */
export interface DeviceRegistration {
  token?: string;
  fid?: string;
  platform: 'android' | 'ios';
  deviceId: string;
  locale: string;
}

/** A person with an app of their own, a client of the emulators through the Firebase JS SDK. */
export class AppUser implements AsyncDisposable {
  readonly name: string;
  readonly #app: FirebaseApp;
  readonly #firestore: Firestore;
  readonly #functions: Functions;
  #uid = '';

  constructor(name: string) {
    this.name = name;
    this.#app = initializeApp({ projectId: PROJECT_ID, apiKey: 'demo' }, name);
    this.#firestore = getFirestore(this.#app);
    connectFirestoreEmulator(this.#firestore, ...hostAndPort(ADDRESSES.firestore));
    this.#functions = getFunctions(this.#app);
    connectFunctionsEmulator(this.#functions, ...hostAndPort(ADDRESSES.functions));
  }

  /** Signs in as a new user and writes their profile. */
  async signUp(): Promise<void> {
    const auth = initializeAuth(this.#app);
    connectAuthEmulator(auth, `http://${ADDRESSES.auth}`, { disableWarnings: true });
    const { user } = await signInAnonymously(auth);
    this.#uid = user.uid;
    await setDoc(doc(this.#firestore, 'users', user.uid), { displayName: this.name });
  }

  async savePushToken(device: DeviceRegistration): Promise<void> {
    await httpsCallable(this.#functions, 'savePushToken')(device);
  }

  /** @returns the post's ID */
  async writePost(title: string): Promise<string> {
    const post = { authorId: this.#uid, title, createdAt: serverTimestamp() };
    return (await addDoc(collection(this.#firestore, 'posts'), post)).id;
  }

  async writeComment(postId: string, text: string): Promise<void> {
    await addDoc(collection(this.#firestore, 'posts', postId, 'comments'), {
      authorId: this.#uid,
      authorName: this.name,
      text,
      createdAt: serverTimestamp(),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await deleteApp(this.#app);
  }
}

function hostAndPort(address: string): [string, number] {
  const { hostname, port } = new URL(`http://${address}`);
  return [hostname, Number(port)];
}
