import type { FirebaseApp } from 'firebase/app';
import { getAuth, signOut } from 'firebase/auth';
import { getFunctions, httpsCallable } from 'firebase/functions';
import { getMessaging, onMessage, onRegistered, register, unregister } from 'firebase/messaging';
import type {
  PushData,
  RemovePushTokenAnswer,
  RemovePushTokenRequest,
  SavePushTokenAnswer,
  SavePushTokenRequest,
} from '../comment-push.ts';

const DEVICE_ID_KEY = 'push-device-id';

/** This browser's name among the user's devices, kept until its storage is cleared. */
function deviceId(): string {
  const known = localStorage.getItem(DEVICE_ID_KEY);
  if (known !== null) return known;
  const made = crypto.randomUUID();
  localStorage.setItem(DEVICE_ID_KEY, made);
  return made;
}

/** Call it when a click asks for pushes, and at each start with somebody signed in. */
export async function enablePushes(app: FirebaseApp, vapidKey: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  const messaging = getMessaging(app);
  const save = httpsCallable<SavePushTokenRequest, SavePushTokenAnswer>(
    getFunctions(app),
    'savePushToken',
  );
  onRegistered(messaging, (fid) => {
    save({
      fid,
      platform: 'web',
      deviceId: deviceId(),
      locale: navigator.language,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }).catch(console.error);
  });
  await register(messaging, { vapidKey });
  return true;
}

/** While a page is in front the browser shows nothing by itself: the app does. */
export function onPush(app: FirebaseApp, show: (data: PushData) => void): () => void {
  return onMessage(getMessaging(app), ({ data }) => {
    if (isPushData(data)) show(data);
  });
}

function isPushData(data: Readonly<Record<string, string>> | undefined): data is PushData {
  return data?.type !== undefined;
}

/** Before the user signs out: the callable needs them signed in. */
export async function logOut(app: FirebaseApp): Promise<void> {
  const remove = httpsCallable<RemovePushTokenRequest, RemovePushTokenAnswer>(
    getFunctions(app),
    'removePushToken',
  );
  await remove({ deviceId: deviceId() });
  await unregister(getMessaging(app));
  await signOut(getAuth(app));
}
