import type { Phone } from '../../state/device.ts';
import type { Receipt } from '../../state/message-log.ts';
import type { IntentExtras } from './intent-extras.ts';
import { type Ended, runProgram } from './program.ts';

type Android = Extract<Phone, { kind: 'android' }>;

const RECEIVE = 'com.google.android.c2dm.intent.RECEIVE';
const NEW_TOKEN = 'com.google.firebase.messaging.NEW_TOKEN';
/** FLAG_INCLUDE_STOPPED_PACKAGES: an app that was not started since it was installed gets it too. */
const FLAGS = '32';

type BroadcastState = 'delivered' | 'skipped' | 'failed' | 'pending' | 'unseen';

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

/**
 * `adb shell` joins its arguments and has a shell on the device run them: in single quotes that shell
 * takes every character but the quote itself for what it is.
 */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const onDevice = ({ serial }: Android, words: readonly string[]): Promise<Ended> =>
  runProgram('adb', ['-s', serial, 'shell', words.map(quoted).join(' ')]);

/** `am` says many of its errors with status 0. */
const failed = ({ status, output }: Ended): boolean =>
  status !== 0 || /^(?:error|exception|run-as:|java\.lang\.)/im.test(output);

const whyNot = ({ status, output }: Ended): string =>
  output.trim().split('\n')[0] ||
  `adb ended with ${status === null ? 'a time-out' : `status ${status}`}.`;

const receipt = (ok: boolean, detail: string): Receipt => ({ via: 'android', ok, detail });

/** The words of Android 13 and before, and since, in lower case. */
const STATES: Readonly<Record<string, BroadcastState>> = {
  deliver: 'delivered',
  delivered: 'delivered',
  skipped: 'skipped',
  timeout: 'failed',
  failure: 'failed',
  pending: 'pending',
  scheduled: 'pending',
  deferred: 'pending',
};
/** A receiver's line: `DELIVERED … #0: (manifest)`, or `Deliver +5ms #0: …`. */
const RECEIVER = /^\s*([a-z]+)\b.*#\d+:/gim;

/**
 * What became of the last broadcast of an action to an app, in `dumpsys activity broadcasts history`:
 * the newest stands first. `am broadcast` itself says "result=0" whether anybody got it or not.
 */
export function lastBroadcast(history: string, action: string, app: string): BroadcastState {
  const record = history
    .split(/^.*Historical Broadcast.*#\d+.*$/im)
    .find((each) => named(each, 'act', action) && named(each, 'pkg', app));
  for (const [, word = ''] of record?.matchAll(RECEIVER) ?? []) {
    const state = STATES[word.toLowerCase()];
    if (state !== undefined) return state;
  }
  return 'unseen';
}

/** Whether the intent of a record has it: `act=…`, up to a space. */
const named = (record: string, name: string, value: string): boolean =>
  record.split(/[\s{}]+/).includes(`${name}=${value}`);
