import { setTimeout as delay } from 'node:timers/promises';
import { addDoc, collection, doc, serverTimestamp, setDoc } from 'firebase/firestore';
import { httpsCallable } from 'firebase/functions';
import type { SavePushTokenRequest } from '../../client/comment-push.ts';
import { EmulatorClient } from '../../packages/fcm-emulator/page/emulator-client.ts';
import { type DeviceKind, targetOf } from '../../packages/fcm-emulator/src/state/device.ts';
import { ADDRESSES, PROJECT_ID } from '../../tools/launcher/addresses.ts';
import { type AppClient, openApp } from '../../tools/launcher/app-client.ts';
import { LaunchError } from '../../tools/launcher/launch-error.ts';

/** Runs a part of the walk-through under a title that says what it does. */
export type Step = <T>(title: string, run: () => Promise<T>) => Promise<T>;

/** A push as a phone shows it. */
export interface ArrivedPush {
  readonly phone: string;
  readonly title: string;
  readonly body: string;
}

/**
 * All that an app does for a push: it signs in, saves what FCM knows its phone by, and writes a
 * comment to Firestore. The backend does the rest.
 *
 * @param fcmHost `host:port` of the FCM emulator
 * @throws LaunchError when a phone has got no push in time
 */
export async function walkThrough(
  fcmHost: string,
  step: Step,
  interrupt: AbortSignal,
): Promise<readonly ArrivedPush[]> {
  const [mina, joon] = await step('Mina and Joon sign in, each in an app of their own', () =>
    Promise.all([signUp('Mina'), signUp('Joon')]),
  );

  // What the FCM SDK of a phone would get: a registration token or, in newer SDKs, the Firebase
  // installation ID. The emulator makes them up.
  const fcm = new EmulatorClient(`http://${fcmHost}`);
  const newAddress = async (kind: DeviceKind) => targetOf(await fcm.createDevice({ kind }));
  const [token, fid] = await step('FCM gives Mina’s two phones an address', () =>
    Promise.all([newAddress('token'), newAddress('fid')]),
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
    Promise.all([
      arrivalOn('Android phone in English', token, fcmHost, interrupt),
      arrivalOn('iPhone in Korean', fid, fcmHost, interrupt),
    ]),
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

/** A function's process starts in a second or two, in several times that on a busy machine. */
const ARRIVAL_LIMIT_MS = 60_000;
const POLL_INTERVAL_MS = 50;

/** Waits until FCM has accepted a message to that address. */
async function arrivalOn(
  phone: string,
  address: string,
  fcmHost: string,
  interrupt: AbortSignal,
): Promise<ArrivedPush> {
  const url = `http://${fcmHost}/emulator/v1/messages?device=${encodeURIComponent(address)}`;
  const deadline = performance.now() + ARRIVAL_LIMIT_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(url, { signal: interrupt });
    const { messages } = (await answer.json()) as { messages: readonly LoggedMessage[] };
    if (messages[0] !== undefined) return { phone, ...messages[0].message.notification };
    await delay(POLL_INTERVAL_MS, undefined, { signal: interrupt });
  }
  throw new LaunchError(`No push arrived on the ${phone} within ${ARRIVAL_LIMIT_MS / 1000} s.`);
}

interface LoggedMessage {
  readonly message: { readonly notification: Omit<ArrivedPush, 'phone'> };
}
