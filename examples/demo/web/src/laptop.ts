import type { FirebaseApp } from 'firebase/app';
import { getMessaging, getToken } from 'firebase/messaging';
import type { PushData } from '../../../../client/comment-push.ts';
import { enablePushes, logOut, onPush, onPushOpened } from '../../../../client/web/push.ts';
import { connectMessagingEmulator } from '../../../../packages/fcm-emulator/web/index.ts';
import { VAPID_KEY, WEB_CONFIGURATION } from './configuration.ts';
import type { FcmEmulator } from './fcm.ts';
import { deviceIdOf, openApp, POST_AUTHOR, signIn } from './people.ts';
import { type Busy, runIn, Store } from './store.ts';

/** The key under which `client/web/push.ts` stores the ID of its installation. */
const DEVICE_ID_KEY = 'push-device-id';
/** Where the Firebase SDK registers its service worker. */
const WORKER_SCOPE = '/firebase-cloud-messaging-push-scope';

interface LaptopState extends Busy {
  /** Its registration token, if it has one. */
  readonly token: string | undefined;
  /** The comment that a clicked notification has opened. */
  readonly openedId: string | undefined;
}

/**
 * This browser as Joon's second device: the web client that apps copy (`client/web`), with the
 * Firebase SDK, its service worker and the browser's own notifications.
 */
export class Laptop {
  readonly state = new Store<LaptopState>({
    token: undefined,
    openedId: undefined,
    busy: false,
    problem: undefined,
  });
  readonly #world: string;
  readonly #fcm: FcmEmulator;
  readonly #app: FirebaseApp = openApp('laptop', 'localhost', WEB_CONFIGURATION);
  #connected: Promise<void> | undefined;
  #stopPushes = () => {};

  constructor(world: string, fcm: FcmEmulator) {
    this.#world = world;
    this.#fcm = fcm;
  }

  /** Call it once, after Joon has signed in on his phone. */
  async start(): Promise<void> {
    onPushOpened((path) => this.#openPost(path));
    if (localStorage.getItem(DEVICE_ID_KEY) === null) return;
    await this.add();
    this.#openPost(location.pathname + location.hash);
  }

  /** Call it on a click, because the browser can ask the user to allow notifications. */
  add(): Promise<void> {
    return runIn(this.state, async () => {
      if ((await Notification.requestPermission()) !== 'granted') {
        throw new Error('This browser does not allow this page to show notifications.');
      }
      this.#connected ??= connectMessagingEmulator();
      await this.#connected;
      localStorage.setItem(DEVICE_ID_KEY, deviceIdOf(this.#world, 'laptop'));
      await signIn(this.#app, this.#world, POST_AUTHOR);
      // Before the server knows the laptop: the SDK drops a push that nobody listens for.
      this.#stopPushes();
      this.#stopPushes = onPush(this.#app, (data) => void this.#arrived(data));
      await enablePushes(this.#app, VAPID_KEY);
      const token = await getToken(getMessaging(this.#app), { vapidKey: VAPID_KEY });
      this.#fcm.setName(token, 'laptop');
      this.state.patch({ token });
    });
  }

  remove(): Promise<void> {
    return runIn(this.state, async () => {
      this.#stopPushes();
      await logOut(this.#app);
      localStorage.removeItem(DEVICE_ID_KEY);
      this.state.patch({ token: undefined, openedId: undefined });
    });
  }

  /** Opens the path of a clicked notification, such as `/posts/post-1#comment-1`. */
  #openPost(path: string): void {
    const openedId = /^\/posts\/[^#]+#(.+)$/.exec(path)?.[1];
    if (openedId === undefined) return;
    history.replaceState(null, '', path);
    this.state.patch({ openedId });
  }

  /** Shows a push that comes while this page is in front, because the browser does not. */
  async #arrived(data: PushData): Promise<void> {
    if (data.type === 'read') return;
    const registration = await navigator.serviceWorker.getRegistration(WORKER_SCOPE);
    await registration?.showNotification(data.title, {
      body: data.body,
      ...('commentId' in data && { tag: data.commentId }),
      // As in the SDK, for the worker's listener to clicks.
      data: { FCM_MSG: { data } },
    });
  }
}

/**
 * Looks for a newer service worker before the page opens anything else. Chromium delays an update
 * while a page has five open requests, and two Firestore clients and a stream have as many. The
 * SDK's own registration would then wait for that update.
 */
export async function updateWorker(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER_SCOPE);
  await registration?.update();
  ServiceWorkerRegistration.prototype.update = async function () {
    return this;
  };
}
