import { setTimeout as delay } from 'node:timers/promises';
import { addDoc, collection, doc, serverTimestamp, setDoc } from 'firebase/firestore';
import { httpsCallable } from 'firebase/functions';
import type { SavePushTokenRequest } from '../../client/comment-push.ts';
import { ADDRESSES, PROJECT_ID } from '../../tools/launcher/addresses.ts';
import { type AppClient, openApp } from '../../tools/launcher/app-client.ts';
import { LaunchError } from '../../tools/launcher/launch-error.ts';

/** Runs a part of the walk-through under a title that describes it. */
export type Step = <T>(title: string, run: () => Promise<T>) => Promise<T>;

/** A push as a phone shows it. */
interface Notification {
  readonly title: string;
  readonly body: string;
}

/** A function's process starts in a second or two. A busy machine needs several times as long. */
const ARRIVAL_LIMIT_MS = 60_000;
const POLL_INTERVAL_MS = 50;

/**
 * Does what an app does for a push: it signs in, saves its phone's FCM address, and writes a
 * comment to Firestore. The backend does the rest.
 *
 * @param fcmHost `host:port` of the FCM emulator
 * @returns the push on each phone
 * @throws LaunchError if a phone gets no push in time
 */
export async function walkThrough(
  fcmHost: string,
  step: Step,
  interrupt: AbortSignal,
): Promise<readonly (Notification & { readonly phone: string })[]> {
  const askFcm = async (path: string, body?: object) => {
    const method = body === undefined ? 'GET' : 'POST';
    const options = { method, signal: interrupt, ...(body && { body: JSON.stringify(body) }) };
    return (await fetch(`http://${fcmHost}/emulator/v1/${path}`, options)).json();
  };
  const arrivalOn = async (phone: string, address: string) => {
    const deadline = performance.now() + ARRIVAL_LIMIT_MS;
    while (performance.now() < deadline) {
      const { messages } = await askFcm(`messages?device=${encodeURIComponent(address)}`);
      const [first]: { message: { notification: Notification } }[] = messages;
      if (first !== undefined) return { phone, ...first.message.notification };
      await delay(POLL_INTERVAL_MS, undefined, { signal: interrupt });
    }
    throw new LaunchError(`No push arrived on the ${phone} within ${ARRIVAL_LIMIT_MS / 1000} s.`);
  };

  const [mina, joon] = await step('Mina and Joon sign in, each in a separate app', () =>
    Promise.all([signUp('Mina'), signUp('Joon')]),
  );

  // The FCM SDK of a phone would get a registration token, or in newer SDKs the Firebase
  // installation ID. Here the emulator creates them.
  const [{ token }, { fid }] = await step('FCM gives Mina’s two phones an address', () =>
    Promise.all([askFcm('devices', { kind: 'token' }), askFcm('devices', { kind: 'fid' })]),
  );
  await step('Mina’s phones register by savePushToken', async () => {
    await savePushToken(mina, { token, platform: 'android', deviceId: 'android', locale: 'en' });
    await savePushToken(mina, { fid, platform: 'ios', deviceId: 'iphone', locale: 'ko' });
  });

  const post = await step('Mina posts “Sunrise over Seoraksan”', () =>
    addDoc(collection(mina.db, 'posts'), {
      authorId: mina.user.uid,
      title: 'Sunrise over Seoraksan',
      createdAt: serverTimestamp(),
    }),
  );
  await step('Joon comments “What a view!”, straight to Firestore', () =>
    addDoc(collection(joon.db, 'posts', post.id, 'comments'), {
      authorId: joon.user.uid,
      authorName: 'Joon',
      text: 'What a view! Which trail is this?',
      createdAt: serverTimestamp(),
    }),
  );

  return step('The push arrives on Mina’s phones', () =>
    Promise.all([arrivalOn('Android phone in English', token), arrivalOn('iPhone in Korean', fid)]),
  );
}

/** Opens the app for a new user, who writes their profile. */
async function signUp(displayName: string): Promise<AppClient> {
  const client = await openApp({ project: PROJECT_ID, ...ADDRESSES });
  await setDoc(doc(client.db, 'users', client.user.uid), { displayName });
  return client;
}

async function savePushToken(client: AppClient, device: SavePushTokenRequest): Promise<void> {
  await httpsCallable(client.functions, 'savePushToken')(device);
}
