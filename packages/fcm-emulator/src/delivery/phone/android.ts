import type { Receipt } from '../channel.ts';
import { type BroadcastState, lastBroadcast } from './broadcast-history.ts';
import { deviceCommand } from './device-shell.ts';
import type { IntentExtras } from './intent-extras.ts';
import type { Phone } from './phone.ts';
import { type Ended, runProgram } from './program.ts';

type Android = Extract<Phone, { kind: 'android' }>;

const RECEIVE = 'com.google.android.c2dm.intent.RECEIVE';
const NEW_TOKEN = 'com.google.firebase.messaging.NEW_TOKEN';
/** FLAG_INCLUDE_STOPPED_PACKAGES: an app that was not started since it was installed gets it too. */
const FLAGS = '32';

const DETAILS: Readonly<Record<BroadcastState, string>> = {
  delivered: 'The app got the broadcast, by the history of the phone.',
  skipped: 'The phone skipped the app: it may not send to itself, or has no receiver for pushes.',
  failed: 'The app did not take the broadcast in time.',
  pending: 'The phone has taken the broadcast and not given it to the app yet.',
  unseen: 'The broadcast was sent, and the history of the phone does not show it.',
};

/** Broadcasts a push to the app as Google Play services do, and looks up what became of it. */
export async function broadcastPush(phone: Android, extras: IntentExtras): Promise<Receipt> {
  const { app } = phone;
  const sent = await asApp(phone, [
    ...['am', 'broadcast', '--user', '0', '-a', RECEIVE, '-p', app, '-f', FLAGS],
    ...Object.entries(extras).flatMap(([key, value]) => ['--es', key, value]),
  ]);
  if (failed(sent)) return receipt(false, whyNot(sent));
  const history = await onDevice(phone, ['dumpsys', 'activity', 'broadcasts', 'history']);
  const state = lastBroadcast(history.output, RECEIVE, app);
  return receipt(state === 'delivered', DETAILS[state]);
}

/** Gives the app a registration token as FCM does: `onNewToken` is called with it. */
export async function startWithToken(phone: Android, token: string): Promise<Receipt> {
  const { app } = phone;
  const started = await asApp(phone, [
    ...['am', 'startservice', '--user', '0', '-a', NEW_TOKEN, '-p', app, '--es', 'token', token],
  ]);
  return failed(started)
    ? receipt(false, whyNot(started))
    : receipt(true, 'The app was started with the new token.');
}

/** As the app itself, which alone may send to its receiver: the build must be debuggable. */
const asApp = (phone: Android, words: readonly string[]): Promise<Ended> =>
  onDevice(phone, ['run-as', phone.app, ...words]);

const onDevice = ({ serial }: Android, words: readonly string[]): Promise<Ended> =>
  runProgram('adb', ['-s', serial, 'shell', deviceCommand(words)]);

/** `am` says many of its errors with status 0. */
const failed = ({ status, output }: Ended): boolean =>
  status !== 0 || /^(?:error|exception|run-as:|java\.lang\.)/im.test(output);

const whyNot = ({ status, output }: Ended): string =>
  output.trim().split('\n')[0] ||
  `adb ended with ${status === null ? 'a time-out' : `status ${status}`}.`;

const receipt = (ok: boolean, detail: string): Receipt => ({ via: 'android', ok, detail });
