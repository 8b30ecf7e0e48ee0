import notifee, { AndroidImportance } from '@notifee/react-native';
import { getApp } from '@react-native-firebase/app';
import { getAuth, onAuthStateChanged, signOut } from '@react-native-firebase/auth';
import { getFunctions, httpsCallable } from '@react-native-firebase/functions';
import {
  deleteToken,
  getInitialNotification,
  getMessaging,
  getToken,
  onMessage,
  onNotificationOpenedApp,
  onTokenRefresh,
  requestPermission,
} from '@react-native-firebase/messaging';
import { PermissionsAndroid, Platform } from 'react-native';
import type { RemovePushTokenRequest, SavePushTokenRequest } from './comment-push';
import { deviceId } from './device-id'; // A random UUID, made once and stored.
import { pushRegistration } from './push-registration';
import { storage } from './storage'; // Of react-native-mmkv.
import { userData } from './user'; // The data of a document `users/{uid}`, as the app reads it.

const functions = getFunctions(getApp(), 'us-central1');
/** `kit-INSTANCE-` if the backend is a function kit. */
const PREFIX = '';
const messaging = getMessaging();

let last: Promise<unknown> = Promise.resolve();

const registration = pushRegistration({
  currentUid: async () => getAuth().currentUser?.uid,
  userData,
  save: httpsCallable<SavePushTokenRequest>(functions, `${PREFIX}savePushToken`),
  store: {
    getItem: (key) => storage.getString(key) ?? null,
    setItem: (key, value) => storage.set(key, value),
    removeItem: (key) => storage.remove(key),
  },
  inTurn(run) {
    const next = last.then(run, run);
    last = next;
    return next;
  },
});

async function save(token: string): Promise<void> {
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const platform = Platform.OS === 'ios' ? 'ios' : 'android';
  const request: SavePushTokenRequest = { token, platform, deviceId, locale, timeZone };
  await registration.save(request);
}

/** Call it after the user has seen what pushes are for. */
export async function askForPushes(): Promise<void> {
  if (Platform.OS === 'ios') await requestPermission(messaging);
  else await PermissionsAndroid.request(PermissionsAndroid.PERMISSIONS.POST_NOTIFICATIONS);
}

/** Call it once, when the app starts. */
export async function startPushes(open: (postId: string, commentId?: string) => void) {
  for (const [id, name] of [
    ['comments', 'Comments'],
    ['likes', 'Likes'],
    ['followers', 'Followers'],
    ['announcements', 'News'],
  ] as const) {
    await notifee.createChannel({ id, name, importance: AndroidImportance.HIGH });
    const silent = { id: `${id}_quiet`, name: `${name}, silent` };
    await notifee.createChannel({ ...silent, importance: AndroidImportance.LOW });
  }

  const tapped = (message: { data?: { postId?: unknown; commentId?: unknown } } | null) => {
    const { postId, commentId } = message?.data ?? {};
    if (typeof postId === 'string')
      open(postId, typeof commentId === 'string' ? commentId : undefined);
  };
  tapped(await getInitialNotification(messaging));

  onNotificationOpenedApp(messaging, tapped);
  onTokenRefresh(messaging, save);
  onAuthStateChanged(getAuth(), async (user) => {
    if (user !== null) await save(await getToken(messaging));
  });
  onMessage(messaging, async ({ data, notification }) => {
    if (notification === undefined) return;
    const { type, postId, commentId, authorId } = data ?? {};
    const channelId = notification.android?.channelId ?? 'comments';
    await notifee.displayNotification({
      // The tag is not available here. With this ID, a repeat replaces the first.
      id: [type, postId, commentId, authorId].join(' '),
      title: notification.title,
      body: notification.body,
      data,
      android: { channelId, pressAction: { id: 'default' } },
    });
  });
}

/** The callable comes first, because it needs a signed-in user. */
export async function logOut(): Promise<void> {
  const request: RemovePushTokenRequest = { deviceId };
  await registration.end(async () => {
    await httpsCallable(functions, `${PREFIX}removePushToken`)(request);
    await deleteToken(messaging);
    await signOut(getAuth());
  });
}
