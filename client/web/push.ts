import type { FirebaseApp } from 'firebase/app';
import { getAuth, signOut } from 'firebase/auth';
import { doc, getDoc, getFirestore } from 'firebase/firestore';
import { getFunctions, httpsCallable } from 'firebase/functions';
import { deleteToken, getMessaging, getToken, onMessage } from 'firebase/messaging';
import type {
  PushData,
  RemovePushTokenAnswer,
  RemovePushTokenRequest,
  SavePushTokenAnswer,
  SavePushTokenRequest,
} from '../comment-push.ts';
import { languageAndZone } from '../language-and-zone.ts';
import { forgiving, type PushRegistration, pushRegistration } from '../push-registration.ts';

/** What the names of our functions begin with: `kit-INSTANCE-` where they are a function kit. */
const FUNCTIONS = '';

const DEVICE_ID_KEY = 'push-device-id';
/** One for all tabs. */
const LOCK = 'push-registration';

const store = forgiving(() => localStorage);

/** This browser's name among the user's devices, kept until its storage is cleared. */
function deviceId(): string {
  const known = store.getItem(DEVICE_ID_KEY);
  if (known !== null) return known;
  const made = crypto.randomUUID();
  store.setItem(DEVICE_ID_KEY, made);
  return made;
}

const registrations = new WeakMap<FirebaseApp, PushRegistration>();

function registrationOf(app: FirebaseApp): PushRegistration {
  const known = registrations.get(app);
  if (known !== undefined) return known;
  const auth = getAuth(app);
  const made = pushRegistration({
    async currentUid() {
      await auth.authStateReady();
      return auth.currentUser?.uid;
    },
    userData: async (uid) => (await getDoc(doc(getFirestore(app), 'users', uid))).data(),
    save: httpsCallable<SavePushTokenRequest, SavePushTokenAnswer>(
      getFunctions(app),
      `${FUNCTIONS}savePushToken`,
    ),
    store,
    inTurn: (run) => navigator.locks.request(LOCK, run),
  });
  registrations.set(app, made);
  return made;
}

/**
 * Call it when a click asks for pushes, at each start with somebody signed in, and after a sign-in.
 *
 * By a registration token, though `register()` is newer: the Functions SDK asks for a token with
 * each call, and FCM ends a registration by installation ID for it.
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

/** While a page is in front the browser shows nothing by itself: the app does. */
export function onPush(app: FirebaseApp, show: (data: PushData) => void): () => void {
  return onMessage(getMessaging(app), ({ data }) => {
    if (isPushData(data)) show(data);
  });
}

/** A notification was clicked while a window of the app was open: the app goes to the post there. */
export function onPushOpened(open: (path: string) => void): () => void {
  const hear = ({ data }: MessageEvent) => {
    if (typeof data?.openPath === 'string') open(data.openPath);
  };
  navigator.serviceWorker.addEventListener('message', hear);
  return () => navigator.serviceWorker.removeEventListener('message', hear);
}

function isPushData(data: Readonly<Record<string, string>> | undefined): data is PushData {
  return data?.type !== undefined;
}

/** Before the user signs out: the callable needs them signed in. */
export async function logOut(app: FirebaseApp): Promise<void> {
  const remove = httpsCallable<RemovePushTokenRequest, RemovePushTokenAnswer>(
    getFunctions(app),
    `${FUNCTIONS}removePushToken`,
  );
  await registrationOf(app).end(async () => {
    await remove({ deviceId: deviceId() });
    await deleteToken(getMessaging(app));
    await signOut(getAuth(app));
  });
}
