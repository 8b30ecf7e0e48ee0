import { readMessage } from '../../definition/read-message.ts';
import { sendMessageRequest } from '../../definition/send-message-request.ts';
import { at, isObject, type JsonObject, textAt } from '../../json.ts';

/** FCM keeps a message for four weeks where it names no time to live. Seconds. */
const DEFAULT_TTL = '2419200';
const MS_PER_SECOND = 1000;

/** Of the intent that Google Play services broadcast to an app. All are texts: the SDK reads no other. */
export type IntentExtras = Readonly<Record<string, string>>;

/** What the name of a field of `android.notification` is in an intent, where it is another one. */
const NAMES: Readonly<Record<string, string>> = {
  channelId: 'android_channel_id',
  sound: 'sound2',
};
/** Read by Google Play services or FCM itself, and not by the app. */
const NOT_SENT: ReadonlySet<string> = new Set(['proxy', 'bypassProxyNotification']);
/** The numbers that Android's NotificationCompat has for them. */
const ENUMERATED: Readonly<Record<string, string>> = {
  PRIORITY_MIN: '-2',
  PRIORITY_LOW: '-1',
  PRIORITY_DEFAULT: '0',
  PRIORITY_HIGH: '1',
  PRIORITY_MAX: '2',
  SECRET: '-1',
  PRIVATE: '0',
  PUBLIC: '1',
};

/**
 * What reaches an Android app of a message: `gcm.n.*` is its notification, of which
 * `android.notification` overrides the common one field by field, `google.*` is about the message,
 * and every other key is data, of which `android.data` takes the place of all.
 *
 * @param sent the message as the sender spelled it
 * @param id the last part of its name
 * @param app the package name, FCM's collapse key for notifications that have none
 */
export function intentExtrasOf(
  sent: JsonObject,
  id: string,
  sender: string,
  app: string,
): IntentExtras {
  const message = at(readMessage(sendMessageRequest, { message: sent }).value, 'message');
  const v2 = at(message, 'androidV2');
  const android = message.androidV2 === undefined ? at(message, 'android') : v2;
  const notification = {
    ...at(message, 'notification'),
    ...at(android, 'notification'),
    ...at(v2, 'remoteNotification', 'notification'),
  };
  const shown = Object.keys(notification).length > 0;
  const collapseKey = textAt(android, 'collapseKey') ?? (shown ? app : undefined);
  const topic = textAt(message, 'topic');
  const priority = textAt(android, 'priority')?.toLowerCase() ?? (shown ? 'high' : 'normal');
  const label =
    textAt(android, 'fcmOptions', 'analyticsLabel') ??
    textAt(message, 'fcmOptions', 'analyticsLabel');
  return {
    ...textsIn(isObject(android.data) ? android.data : at(message, 'data')),
    ...(shown && { 'gcm.n.e': '1', ...notificationExtras(notification) }),
    ...(collapseKey !== undefined && { collapse_key: collapseKey }),
    ...(label !== undefined && { 'google.c.a.m_l': label }),
    from: topic === undefined ? sender : `/topics/${topic}`,
    'google.message_id': id,
    'google.ttl': /^\d+/.exec(textAt(android, 'ttl') ?? '')?.[0] ?? DEFAULT_TTL,
    'google.original_priority': priority,
    'google.delivered_priority': priority,
  };
}

function notificationExtras(notification: JsonObject): IntentExtras {
  const extras = Object.entries(notification).flatMap(([field, value]) => {
    const text = NOT_SENT.has(field) ? undefined : notificationText(field, value);
    return text === undefined ? [] : [[`gcm.n.${NAMES[field] ?? snakeCase(field)}`, text]];
  });
  return Object.fromEntries(extras);
}

function notificationText(field: string, value: unknown): string | undefined {
  if (field === 'eventTime') return String(Date.parse(String(value)));
  if (field === 'vibrateTimings' && Array.isArray(value)) {
    return JSON.stringify(value.map(millisecondsOf));
  }
  if (Array.isArray(value)) return JSON.stringify(value);
  if (field === 'lightSettings' && isObject(value)) {
    const times = [value.lightOnDuration, value.lightOffDuration].map(millisecondsOf);
    return JSON.stringify([colorOf(at(value, 'color')), ...times]);
  }
  if (field === 'notificationPriority' || field === 'visibility') {
    return ENUMERATED[String(value)];
  }
  return typeof value === 'boolean' ? (value ? '1' : undefined) : String(value);
}

/** Of a duration such as `1.5s`. */
const millisecondsOf = (duration: unknown): number =>
  Math.round(Number.parseFloat(String(duration)) * MS_PER_SECOND);

/** `#AARRGGBB` of parts from 0 to 1; FCM takes a missing part for 0. */
const colorOf = ({ alpha, red, green, blue }: JsonObject): string =>
  `#${[alpha, red, green, blue].map(byteOf).join('')}`;

const byteOf = (part: unknown): string =>
  Math.round((typeof part === 'number' ? part : 0) * 255)
    .toString(16)
    .padStart(2, '0');

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const textsIn = (data: JsonObject): IntentExtras =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, String(value)]));
