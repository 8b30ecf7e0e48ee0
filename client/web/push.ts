import type { FirebaseApp } from 'firebase/app';
import { getAuth, signOut } from 'firebase/auth';
import { doc, getDoc, getFirestore } from 'firebase/firestore';
import { getFunctions, httpsCallable } from 'firebase/functions';
import { deleteToken, getMessaging, getToken, onMessage } from 'firebase/messaging';
import type { PushData, RemovePushTokenRequest, SavePushTokenRequest } from '../comment-push.ts';
import { languageAndZone } from '../language-and-zone.ts';
import { forgiving, type PushRegistration, pushRegistration } from '../push-registration.ts';

/** `kit-INSTANCE-` if the backend is a function kit. */
const FUNCTIONS = '';

const DEVICE_ID_KEY = 'push-device-id';
/** All tabs share it. */
const LOCK = 'push-registration';

const store = forgiving(() => localStorage);

/** This browser's name among the user's devices, kept until its storage is cleared. */
function deviceId(): string {
  const id = store.getItem(DEVICE_ID_KEY) ?? crypto.randomUUID();
  store.setItem(DEVICE_ID_KEY, id);
  return id;
}

let registration: PushRegistration | undefined;

function registrationOf(app: FirebaseApp): PushRegistration {
  const auth = getAuth(app);
  registration ??= pushRegistration({
    async currentUid() {
      await auth.authStateReady();
      return auth.currentUser?.uid;
    },
    userData: async (uid) => (await getDoc(doc(getFirestore(app), 'users', uid))).data(),
    save: httpsCallable<SavePushTokenRequest>(getFunctions(app), `${FUNCTIONS}savePushToken`),
    store,
    inTurn: (run) => navigator.locks.request(LOCK, run),
  });
  return registration;
}

/**
 * Call it when a click asks for pushes, at each start with somebody signed in, and after a sign-in.
 *
 * It takes a registration token, though `register()` is newer: the Functions SDK asks for a token at
 * each call, and then FCM ends a registration by installation ID.
 */
export async function enablePushes(app: FirebaseApp, vapidKey: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  const token = await getToken(getMessaging(app), { vapidKey });
  await registrationOf(app).save({
    token,
    platform: 'web',
    deviceId: deviceId(),
    ...languageAndZone(navigator.language),
  });
  return true;
}

/** Has the app show a push while its page is in front, where the browser shows none. */
export function onPush(app: FirebaseApp, show: (data: PushData) => void): () => void {
  return onMessage(getMessaging(app), ({ data }) => {
    if (data?.type !== undefined) show(data as PushData);
  });
}

/** Has the app open a post when its notification is clicked while a window of the app is open. */
export function onPushOpened(open: (path: string) => void): () => void {
  const hear = ({ data }: MessageEvent) => {
    if (typeof data?.openPath === 'string') open(data.openPath);
  };
  navigator.serviceWorker.addEventListener('message', hear);
  return () => navigator.serviceWorker.removeEventListener('message', hear);
}

/** Signs out, after the callable, which needs the user signed in. */
export async function logOut(app: FirebaseApp): Promise<void> {
  const name = `${FUNCTIONS}removePushToken`;
  const remove = httpsCallable<RemovePushTokenRequest>(getFunctions(app), name);
  await registrationOf(app).end(async () => {
    await remove({ deviceId: deviceId() });
    await deleteToken(getMessaging(app));
    await signOut(getAuth(app));
  });
}
