import type { FirebaseApp } from 'firebase/app';
import { getAuth, signOut } from 'firebase/auth';
import {
  addDoc,
  type CollectionReference,
  collection,
  type DocumentReference,
  doc,
  getFirestore,
  onSnapshot,
  orderBy,
  query,
  serverTimestamp,
  updateDoc,
} from 'firebase/firestore';
import { getFunctions, httpsCallable } from 'firebase/functions';
import type { SavePushTokenRequest } from '../../../../client/comment-push.ts';
import { languageAndZone } from '../../../../client/language-and-zone.ts';
import { CONFIGURATION } from './configuration.ts';
import type { FcmEmulator, Send } from './fcm.ts';
import { deviceIdOf, openApp, PEOPLE, postIdOf, signIn, uidOf } from './people.ts';
import { newShade, readPush, received, type Shade } from './shade.ts';
import { type Busy, runIn, Store } from './store.ts';

const HARDWARE = {
  android: {
    platform: 'android',
    addressedBy: 'token',
    owner: 'mina',
    host: '127.0.0.1',
    startsAt: 'app',
  },
  iphone: {
    platform: 'ios',
    addressedBy: 'fid',
    owner: 'joon',
    host: 'localhost',
    startsAt: 'home',
  },
} as const;

export interface Comment {
  readonly id: string;
  readonly authorId: string;
  /** The `displayName` in the author's `users` document. */
  readonly authorName: string;
  readonly text: string;
  /** The parent comment of a reply. */
  readonly parentId?: string;
}

/** The parts of `users/{uid}.notificationSettings` that the demo uses. */
export interface Settings {
  readonly muted?: { readonly uids?: readonly string[] };
  /** `HH:MM` in the time zone. */
  readonly quietHours?: { readonly start: string; readonly end: string; readonly timeZone: string };
}

interface PhoneState extends Busy, Shade {
  /** The registration token or installation ID; undefined while the app is not installed. */
  readonly target: string | undefined;
  /** BCP 47: the language of the phone's pushes. */
  readonly language: string;
  readonly comments: readonly Comment[];
  readonly settings: Settings;
}

/** A phone: a normal client of the backend, with a separate Firebase app. */
export class PhoneClient {
  readonly name: keyof typeof HARDWARE;
  readonly hardware: (typeof HARDWARE)[keyof typeof HARDWARE];
  readonly uid: string;
  readonly state: Store<PhoneState>;
  readonly #app: FirebaseApp;
  readonly #world: string;
  readonly #fcm: FcmEmulator;
  #stopListening = () => {};

  constructor(name: keyof typeof HARDWARE, world: string, fcm: FcmEmulator) {
    this.name = name;
    this.hardware = HARDWARE[name];
    this.uid = uidOf(world, this.hardware.owner);
    this.#world = world;
    this.#fcm = fcm;
    this.#app = openApp(name, this.hardware.host, CONFIGURATION);
    this.state = new Store<PhoneState>({
      ...newShade(this.hardware.startsAt),
      target: undefined,
      language: PEOPLE[this.hardware.owner].locale,
      comments: [],
      settings: {},
      busy: false,
      problem: undefined,
    });
  }

  /** Installs the app and signs its owner in. */
  install(): Promise<void> {
    return runIn(this.state, async () => {
      const { platform, addressedBy, owner } = this.hardware;
      const target = await this.#fcm.createDevice(this.name, addressedBy, platform);
      await signIn(this.#app, this.#world, owner);
      this.#stopListening = this.#listen();
      await this.#savePushToken(target);
      this.state.patch({ target });
    });
  }

  /** Does not call the server. The server learns of it from FCM's answer to the next push. */
  uninstall(): Promise<void> {
    return runIn(this.state, async () => {
      await this.#fcm.uninstall(this.state.value.target ?? '');
      this.#stopListening();
      await signOut(getAuth(this.#app));
      this.state.patch({ ...newShade('home'), target: undefined, comments: [], settings: {} });
    });
  }

  setLanguage(language: string): Promise<void> {
    return runIn(this.state, async () => {
      this.state.patch({ language });
      await this.#savePushToken(this.state.value.target ?? '');
    });
  }

  /** Writes the comment to Firestore. The app does nothing else for the push. */
  comment(text: string, parent: Comment | undefined): Promise<void> {
    return runIn(this.state, async () => {
      await addDoc(this.#comments(), {
        authorId: this.uid,
        authorName: PEOPLE[this.hardware.owner].name,
        text,
        createdAt: serverTimestamp(),
        ...(parent !== undefined && { parentId: parent.id }),
      });
    });
  }

  /** Changes a part of the user's settings, such as `muted.uids`. */
  set(part: string, value: unknown): Promise<void> {
    const path = `notificationSettings.${part}`;
    return runIn(this.state, () => updateDoc(this.#user(), path, value));
  }

  /** Shows a message that FCM accepted, if it is for this phone. */
  receive({ device, message, receivedAt }: Send): void {
    if (device !== this.state.value.target) return;
    const push = readPush(message, this.hardware.platform, Date.parse(receivedAt));
    if (push !== undefined) this.state.patch(received(this.state.value, push));
  }

  #comments(): CollectionReference {
    return collection(getFirestore(this.#app), 'posts', postIdOf(this.#world), 'comments');
  }

  #user(): DocumentReference {
    return doc(getFirestore(this.#app), 'users', this.uid);
  }

  /** Keeps comments and settings up to date until the returned function is called. */
  #listen(): () => void {
    const stops = [
      onSnapshot(query(this.#comments(), orderBy('createdAt')), ({ docs }) =>
        this.state.patch({
          comments: docs.map((each) => ({ ...(each.data() as Comment), id: each.id })),
        }),
      ),
      onSnapshot(this.#user(), (user) =>
        this.state.patch({ settings: user.get('notificationSettings') ?? {} }),
      ),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  async #savePushToken(target: string): Promise<void> {
    const { language } = this.state.value;
    const { platform, addressedBy } = this.hardware;
    const device: SavePushTokenRequest = {
      ...(addressedBy === 'token' ? { token: target } : { fid: target }),
      platform,
      deviceId: deviceIdOf(this.#world, this.name),
      ...languageAndZone(language),
      locale: language,
    };
    await httpsCallable(getFunctions(this.#app), 'savePushToken')(device);
  }
}

/** The length of a night, in milliseconds. */
const QUIET_MS = 8 * 60 * 60_000;

/** Returns quiet hours that begin now, by this machine's clock. */
export function quietHoursFrom(now: number): Settings['quietHours'] {
  const { timeZone = 'UTC' } = languageAndZone('en');
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return { start: clock.format(now), end: clock.format(now + QUIET_MS), timeZone };
}
