import { addDoc, collection, doc, serverTimestamp, setDoc } from 'firebase/firestore';
import { connectFunctionsEmulator, getFunctions, httpsCallable } from 'firebase/functions';
import { type AppClient, openApp } from '../../tools/launcher/app-client.ts';
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

const FUNCTIONS = new URL(FUNCTIONS_ORIGIN);

export { closeApps } from '../../tools/launcher/app-client.ts';

/** A signed-in user with a separate app, through the Firebase JS SDK. */
export class AppUser {
  readonly name: string;
  readonly #client: AppClient;

  private constructor(client: AppClient, name: string) {
    this.#client = client;
    this.name = name;
  }

  get uid() {
    return this.#client.user.uid;
  }

  get db() {
    return this.#client.db;
  }

  static async signUp(name: string, profile: Readonly<Record<string, unknown>> = {}) {
    const emulators = { auth: AUTH_HOST, firestore: FIRESTORE_HOST, functions: FUNCTIONS.host };
    const client = await openApp({ project: PROJECT, region: REGION, ...emulators });
    await setDoc(doc(client.db, USERS, client.user.uid), { displayName: name, ...profile });
    return new AppUser(client, name);
  }

  idToken(): Promise<string> {
    return this.#client.user.getIdToken();
  }

  /** Calls a function with the default name and region of apps. */
  async callPlainly(name: string): Promise<unknown> {
    const functions = getFunctions(this.#client.app);
    connectFunctionsEmulator(functions, FUNCTIONS.hostname, Number(FUNCTIONS.port));
    return (await httpsCallable(functions, name)()).data;
  }

  async call(name: string, input?: unknown): Promise<unknown> {
    return (await httpsCallable(this.#client.functions, deployed(name))(input)).data;
  }

  save(input: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.call('savePushToken', input);
  }

  /** Creates a new device of this user, known to FCM and saved. */
  async device(fields: Readonly<Record<string, unknown>> = {}): Promise<FcmDevice> {
    const device = await createDevice();
    await this.save({ token: device.target, platform: 'android', ...fields });
    return device;
  }

  async post(title = 'A post'): Promise<string> {
    const post = postDocument({ authorId: this.uid, title, createdAt: serverTimestamp() });
    return (await addDoc(collection(this.db, POSTS), post)).id;
  }

  async comment(postId: string, text: string, extra: object = {}): Promise<string> {
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

  async follow(postId: string): Promise<void> {
    await setDoc(doc(this.db, followersOf(postId), this.uid), { createdAt: serverTimestamp() });
  }

  /** Returns the user's devices on the server, by device ID. */
  async pushTokens(): Promise<Record<string, Record<string, unknown>>> {
    return (await admin.doc(`${USERS}/${this.uid}`).get()).get('pushTokens') ?? {};
  }
}

/** Creates a post's author with a device, and a user who comments on the post. */
export async function postAndCommenter() {
  const [author, commenter] = await Promise.all([AppUser.signUp('Mina'), AppUser.signUp('Joon')]);
  const [phone, postId] = await Promise.all([author.device({ deviceId: 'phone' }), author.post()]);
  return { author, commenter, phone, postId };
}
