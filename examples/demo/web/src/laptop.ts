import { getMessaging, getToken } from 'firebase/messaging';
import type { PushData } from '../../../../client/comment-push.ts';
import { enablePushes, logOut, onPush } from '../../../../client/web/push.ts';
import { connectMessagingEmulator } from '../../../../packages/fcm-emulator/web/index.ts';
import { VAPID_KEY } from './configuration.ts';
import { Device } from './device.ts';
import type { Push } from './phone/push.ts';
import { cleared, newShade, received } from './phone/shade.ts';
import type { PersonId } from './world.ts';

/** Where `client/web/push.ts` looks for the name of its installation. */
const DEVICE_ID_KEY = 'push-device-id';
/** Where the Firebase SDK registers its service worker. */
const WORKER_SCOPE = '/firebase-cloud-messaging-push-scope';

/**
 * This browser, as the laptop of one of the two: an app that clients copy (`client/web`), with the
 * Firebase SDK, its service worker and the browser's own notifications.
 */
export class Laptop extends Device {
  #stopPushes = () => {};

  override install(person: PersonId): Promise<void> {
    return this.act(async () => {
      if ((await Notification.requestPermission()) !== 'granted') {
        throw new Error('This browser does not allow this page to show notifications.');
      }
      await connectOnce();
      localStorage.setItem(DEVICE_ID_KEY, this.deviceId());
      await this.openSession(person);
      await enablePushes(this.app, VAPID_KEY);
      this.#stopPushes = onPush(this.app, (data) => void this.act(() => this.#arrived(data)));
      const target = await getToken(getMessaging(this.app), { vapidKey: VAPID_KEY });
      this.state.patch({ target });
    });
  }

  override uninstall(): Promise<void> {
    return this.act(async () => {
      this.#stopPushes();
      await logOut(this.app);
      for (const shown of await this.#shown()) shown.close();
      this.shade.set(newShade('home'));
      this.state.patch({ target: undefined });
      this.closeSession();
    });
  }

  /** Its pushes come by the browser. */
  override receive(): void {}

  override open(push?: Push): void {
    super.open(push);
    void this.#close((tag) => tag === push?.key);
  }

  /** Its notification was clicked. */
  openComment(commentId: string): void {
    this.open(this.shade.value.pushes.find((push) => push.commentId === commentId));
    this.shade.update((shade) => ({ ...shade, opened: commentId }));
  }

  /** What comes while this page is in front: the browser leaves it to the page to show it. */
  async #arrived(data: PushData): Promise<void> {
    if (data.type === 'read') {
      const { postId } = data;
      this.shade.update((shade) => cleared(shade, { postId, unread: Number(data.unread) }));
      await this.#close((_, about) => about.postId === postId);
      return navigator.setAppBadge?.(Number(data.unread));
    }
    const push = pushOf(data);
    this.shade.update((shade) => received(shade, push));
    const registration = await navigator.serviceWorker.getRegistration(WORKER_SCOPE);
    await registration?.showNotification(push.title, {
      body: push.body,
      tag: push.key,
      // As the SDK has it, for the worker's listener to clicks.
      data: { FCM_MSG: { data } },
    });
  }

  async #shown(): Promise<readonly Notification[]> {
    const registration = await navigator.serviceWorker.getRegistration(WORKER_SCOPE);
    return (await registration?.getNotifications()) ?? [];
  }

  async #close(goes: (tag: string, data: { readonly postId?: string }) => boolean): Promise<void> {
    for (const shown of await this.#shown()) {
      if (goes(shown.tag, shown.data?.FCM_MSG?.data ?? {})) shown.close();
    }
  }
}

/**
 * Looks for a newer service worker, before the page opens anything else. Chromium holds back an
 * update while a page has five requests open, as two Firestore clients and a stream are, and what
 * the SDK registers then waits for the update that the SDK itself has begun.
 */
export async function updateWorker(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER_SCOPE);
  await registration?.update();
  ServiceWorkerRegistration.prototype.update = async function () {
    return this;
  };
}

let connected: Promise<void> | undefined;

function connectOnce(): Promise<void> {
  connected ??= connectMessagingEmulator();
  return connected;
}

function pushOf(data: Exclude<PushData, { type: 'read' }>): Push {
  const commentId = 'commentId' in data ? data.commentId : undefined;
  return {
    key: commentId ?? crypto.randomUUID(),
    title: data.title,
    body: data.body,
    silent: false,
    badge: undefined,
    commentId,
    postId: 'postId' in data ? data.postId : undefined,
    at: Date.now(),
  };
}
