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
/** All tabs share this lock. */
const LOCK = 'push-registration';

const store = forgiving(() => localStorage);

/** Returns the ID of this browser among the user's devices, kept until its storage is cleared. */
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
 * Call it when the user clicks to get pushes, at each start if a user is signed in, and after a
 * sign-in.
 *
 * It requests a registration token, although `register()` is newer: the Functions SDK requests a
 * token at each call, and then FCM ends a registration by installation ID.
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

/** Lets the app show a push while its page is in front, because the browser does not. */
export function onPush(app: FirebaseApp, show: (data: PushData) => void): () => void {
  return onMessage(getMessaging(app), ({ data }) => {
    if (data?.type !== undefined) show(data as PushData);
  });
}

/** Lets the app open a post when its notification is clicked while a window of the app is open. */
export function onPushOpened(open: (path: string) => void): () => void {
  const hear = ({ data }: MessageEvent) => {
    if (typeof data?.openPath === 'string') open(data.openPath);
  };
  navigator.serviceWorker.addEventListener('message', hear);
  return () => navigator.serviceWorker.removeEventListener('message', hear);
}

/** Signs out after the callable, which needs a signed-in user. */
export async function logOut(app: FirebaseApp): Promise<void> {
  const name = `${FUNCTIONS}removePushToken`;
  const remove = httpsCallable<RemovePushTokenRequest>(getFunctions(app), name);
  await registrationOf(app).end(async () => {
    await remove({ deviceId: deviceId() });
    await deleteToken(getMessaging(app));
    await signOut(getAuth(app));
  });
}
