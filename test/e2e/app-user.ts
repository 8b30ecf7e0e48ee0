import { randomUUID } from 'node:crypto';
import { deleteApp, type FirebaseApp, initializeApp } from 'firebase/app';
import { connectAuthEmulator, getAuth, initializeAuth, signInAnonymously } from 'firebase/auth';
import {
  addDoc,
  collection,
  connectFirestoreEmulator,
  deleteDoc,
  doc,
  type Firestore,
  getFirestore,
  serverTimestamp,
  setDoc,
} from 'firebase/firestore';
import { connectFunctionsEmulator, getFunctions, httpsCallable } from 'firebase/functions';
import {
  COMMENTS_ARE_AT_THE_TOP,
  commentDocument,
  commentsOf,
  followersOf,
  POSTS,
  postDocument,
  USERS,
} from './app-data.ts';
import {
  AUTH_HOST,
  admin,
  deployed,
  FIRESTORE_HOST,
  FUNCTIONS_ORIGIN,
  PROJECT,
  REGION,
} from './environment.ts';
import { createDevice, type FcmDevice } from './fcm.ts';

const opened: FirebaseApp[] = [];

/** Ends the connections of every app of this file, so that Mocha can exit. */
export async function closeApps(): Promise<void> {
  await Promise.all(opened.splice(0).map((app) => deleteApp(app)));
}

/** A signed-in user with an app of their own, through the Firebase JS SDK. */
export class AppUser {
  readonly uid: string;
  readonly name: string;
  readonly db: Firestore;
  readonly #app: FirebaseApp;

  private constructor(app: FirebaseApp, uid: string, name: string) {
    this.#app = app;
    this.uid = uid;
    this.name = name;
    this.db = getFirestore(app);
    const [host = '', port] = FIRESTORE_HOST.split(':');
    connectFirestoreEmulator(this.db, host, Number(port));
    const { hostname, port: functionsPort } = new URL(FUNCTIONS_ORIGIN);
    connectFunctionsEmulator(getFunctions(app, REGION), hostname, Number(functionsPort));
  }

  static async signUp(name: string, profile: Readonly<Record<string, unknown>> = {}) {
    const app = initializeApp({ projectId: PROJECT, apiKey: 'demo', appId: 'demo' }, randomUUID());
    opened.push(app);
    const auth = initializeAuth(app);
    connectAuthEmulator(auth, `http://${AUTH_HOST}`, { disableWarnings: true });
    const { user } = await signInAnonymously(auth);
    const signedUp = new AppUser(app, user.uid, name);
    await setDoc(doc(signedUp.db, USERS, user.uid), { displayName: name, ...profile });
    return signedUp;
  }

  async idToken(): Promise<string> {
    const user = getAuth(this.#app).currentUser;
    if (user === null) throw new Error('signed out');
    return user.getIdToken();
  }

  /** Calls a function by the name and in the region that apps take by default. */
  async callPlainly(name: string): Promise<unknown> {
    const functions = getFunctions(this.#app);
    const { hostname, port } = new URL(FUNCTIONS_ORIGIN);
    connectFunctionsEmulator(functions, hostname, Number(port));
    return (await httpsCallable(functions, name)()).data;
  }

  async call(name: string, input?: unknown): Promise<unknown> {
    return (await httpsCallable(getFunctions(this.#app, REGION), deployed(name))(input)).data;
  }

  save(input: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.call('savePushToken', input);
  }

  /** A new device of this user, known to FCM and saved. */
  async device(fields: Readonly<Record<string, unknown>> = {}): Promise<FcmDevice> {
    const device = await createDevice();
    await this.save({ token: device.target, platform: 'android', ...fields });
    return device;
  }

  async post(title = 'A post'): Promise<string> {
    const post = postDocument({ authorId: this.uid, title, createdAt: serverTimestamp() });
    return (await addDoc(collection(this.db, POSTS), post)).id;
  }

  async comment(
    postId: string,
    text: string,
    extra: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const comment = commentDocument({
      authorId: this.uid,
      authorName: this.name,
      text,
      createdAt: serverTimestamp(),
      ...(COMMENTS_ARE_AT_THE_TOP && { postId: doc(this.db, POSTS, postId) }),
      ...extra,
    });
    return (await addDoc(collection(this.db, commentsOf(postId)), comment)).id;
  }

  async deleteComment(postId: string, commentId: string): Promise<void> {
    await deleteDoc(doc(this.db, commentsOf(postId), commentId));
  }

  async follow(postId: string): Promise<void> {
    await setDoc(doc(this.db, followersOf(postId), this.uid), { createdAt: serverTimestamp() });
  }

  /** What the server keeps of this user's devices, by device ID. */
  async pushTokens(): Promise<Record<string, Record<string, unknown>>> {
    return (await admin.collection(USERS).doc(this.uid).get()).get('pushTokens') ?? {};
  }
}

/** A post's author with a device, and somebody who comments on it. */
export async function postAndCommenter() {
  const [author, commenter] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
  const [phone, postId] = await Promise.all([author.device({ deviceId: 'phone' }), author.post()]);
  return { author, commenter, phone, postId };
}
