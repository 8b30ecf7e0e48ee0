/** The property with the text of a push in a page's message to the worker. */
const PAGE_PUSH = 'fcmEmulatorPush';
/** In this origin's storage, the prefix before the scope of a subscription's service worker. */
const KEY_PREFIX = 'fcm-emulator.push ';
/** The key of the last run of the emulator that this origin knows. */
const RUN_KEY = 'fcm-emulator.run';
/** Where the Firebase SDK keeps its registrations. For a week it does not ask the server again. */
const SDK_DATABASE = 'firebase-messaging-database';

interface Stored {
  readonly endpoint: string;
  /** Base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** Replaces the browser's push service, and delivers pushes while this page is open. */
export async function useEmulatorPushService(origin: string): Promise<void> {
  Object.defineProperty(ServiceWorkerRegistration.prototype, 'pushManager', {
    configurable: true,
    get(this: ServiceWorkerRegistration) {
      return pushManagerOf(this, origin);
    },
  });
  await forgetOtherRuns(origin);
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    const subscription = await registration.pushManager.getSubscription();
    if (subscription !== null) bringPushes(registration, subscription.endpoint);
  }
}

/** Deletes what another run of the emulator has issued, because this one does not know it. */
async function forgetOtherRuns(origin: string): Promise<void> {
  const response = await fetch(`${origin}/emulator/v1/web-push`);
  const { applicationServerKey }: { applicationServerKey: string } = await response.json();
  if (localStorage.getItem(RUN_KEY) === applicationServerKey) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(KEY_PREFIX)) localStorage.removeItem(key);
  }
  await new Promise<unknown>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(SDK_DATABASE);
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
  });
  localStorage.setItem(RUN_KEY, applicationServerKey);
}

/** The parts of a `PushManager` that the SDK uses. */
function pushManagerOf(registration: ServiceWorkerRegistration, origin: string) {
  const key = KEY_PREFIX + registration.scope;
  const getSubscription = async () => {
    const stored = localStorage.getItem(key);
    return stored === null ? null : subscriptionOf(JSON.parse(stored), key);
  };
  const subscribe = async () => {
    const known = await getSubscription();
    if (known !== null) return known;
    if (Notification.permission !== 'granted') {
      throw new DOMException('Notifications are not allowed.', 'NotAllowedError');
    }
    const response = await fetch(`${origin}/emulator/v1/push`, { method: 'POST' });
    const made: Stored = await response.json();
    localStorage.setItem(key, JSON.stringify(made));
    bringPushes(registration, made.endpoint);
    return subscriptionOf(made, key);
  };
  return { getSubscription, subscribe };
}

/** The parts of a `PushSubscription` that the SDK uses. */
const subscriptionOf = ({ endpoint, keys }: Stored, storageKey: string) => ({
  endpoint,
  getKey(name: 'p256dh' | 'auth'): ArrayBuffer {
    const base64 = keys[name].replaceAll('-', '+').replaceAll('_', '/');
    return Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)).buffer;
  },
  async unsubscribe(): Promise<boolean> {
    localStorage.removeItem(storageKey);
    await fetch(endpoint, { method: 'DELETE' });
    return true;
  },
});

/** Only one page gets each push: the last that started to listen and is still open. */
function bringPushes(registration: ServiceWorkerRegistration, endpoint: string): void {
  new EventSource(endpoint).addEventListener('push', ({ data }) => {
    registration.active?.postMessage({ [PAGE_PUSH]: JSON.parse(data) });
  });
}

/** The property of a service worker's event that TypeScript's types for pages do not have. */
interface WorkerEvent extends MessageEvent {
  waitUntil(work: Promise<unknown>): void;
}
declare const PushEvent: new (type: 'push', init: { data: string }) => Event;

/** In the worker: turns a push from a page into the event that the SDK expects. */
export function receivePagePushes(): void {
  globalThis.addEventListener('message', (message) => {
    const { data, waitUntil } = message as WorkerEvent;
    const text: unknown = data?.[PAGE_PUSH];
    if (typeof text !== 'string') return;
    message.stopImmediatePropagation();
    waitUntil.call(message, dispatchPush(text));
  });
}

async function dispatchPush(text: string): Promise<void> {
  const push = new PushEvent('push', { data: text });
  const work: Promise<unknown>[] = [];
  // The browser's own waitUntil throws for an event that a script has created.
  Object.defineProperty(push, 'waitUntil', { value: (each: Promise<unknown>) => work.push(each) });
  globalThis.dispatchEvent(push);
  await Promise.all(work);
}
