import type { fcm_v1 } from '@googleapis/fcm';
import {
  bool,
  duration,
  enumeration,
  type Field,
  float,
  int32,
  list,
  map,
  matches,
  message,
  struct,
  text,
  timestamp,
  within,
} from './fields.ts';

// The compiler checks every field below against the types that Google publishes: a missing or an
// extra field does not compile. Kinds, values of enumerations and limits are not checked. They come
// from the reference, https://firebase.google.com/docs/reference/fcm/rest.

/** The members of the union `target`. A message has exactly one of them. */
export const TARGETS = ['token', 'fid', 'topic', 'condition'] as const;
export type TargetKind = (typeof TARGETS)[number];

const PACKAGE = 'google.firebase.fcm.v1';

/** FCM keeps a message for four weeks or less. */
const MAX_TTL_SECONDS = 2_419_200;

export const topicRule = matches(/^[a-zA-Z0-9\-_.~%]+$/, 'Topic name contains invalid characters.');
const RESERVED_KEY = /^(from|message_type|gcm)$|^(google|gcm)\./;
const data = map((key, _value, index) =>
  RESERVED_KEY.test(key)
    ? { at: `[${index}].key`, description: `Invalid data payload key: ${key}` }
    : undefined,
);
const analyticsLabel = text(
  matches(/^[a-zA-Z0-9\-_.~%]{1,50}$/, 'The analytics label must match ^[a-zA-Z0-9-_.~%]{1,50}$.'),
);

/** Returns several fields of the same kind. */
function each<F, K extends string>(field: F, ...names: readonly K[]): Readonly<Record<K, F>>;
function each(field: Field, ...names: readonly string[]): Readonly<Record<string, Field>> {
  return Object.fromEntries(names.map((name) => [name, field]));
}

const color = message<fcm_v1.Schema$Color>(
  'google.type.Color',
  each(
    float(within(0, 1, 'The value must be in the interval [0, 1].')),
    'alpha',
    'blue',
    'green',
    'red',
  ),
);

const lightSettings = message<fcm_v1.Schema$LightSettings>(
  `${PACKAGE}.LightSettings`,
  { color, ...each(duration(), 'lightOffDuration', 'lightOnDuration') },
  ['color', 'lightOffDuration', 'lightOnDuration'],
);

const androidNotification = message<fcm_v1.Schema$AndroidNotification>(
  `${PACKAGE}.AndroidNotification`,
  {
    ...each(text(), 'body', 'bodyLocKey', 'channelId', 'clickAction', 'icon', 'image'),
    ...each(text(), 'sound', 'tag', 'ticker', 'title', 'titleLocKey'),
    ...each(list(text()), 'bodyLocArgs', 'titleLocArgs'),
    ...each(bool, 'bypassProxyNotification', 'localOnly', 'sticky'),
    ...each(bool, 'defaultLightSettings', 'defaultSound', 'defaultVibrateTimings'),
    color: text(matches(/^#[0-9a-fA-F]{6}$/, 'The color must be in #rrggbb format.')),
    eventTime: timestamp,
    lightSettings,
    notificationCount: int32,
    notificationPriority: enumeration(`${PACKAGE}.AndroidNotification.NotificationPriority`, [
      ...['PRIORITY_UNSPECIFIED', 'PRIORITY_MIN', 'PRIORITY_LOW'],
      ...['PRIORITY_DEFAULT', 'PRIORITY_HIGH', 'PRIORITY_MAX'],
    ]),
    proxy: enumeration(`${PACKAGE}.AndroidNotification.Proxy`, [
      ...['PROXY_UNSPECIFIED', 'ALLOW', 'DENY', 'IF_PRIORITY_LOWERED'],
    ]),
    vibrateTimings: list(duration()),
    visibility: enumeration(`${PACKAGE}.AndroidNotification.Visibility`, [
      ...['VISIBILITY_UNSPECIFIED', 'PRIVATE', 'PUBLIC', 'SECRET'],
    ]),
  },
);

/** The published type, with a field that firebase-admin also sends. */
type AndroidConfig = fcm_v1.Schema$AndroidConfig & { restrictedSatelliteOk?: boolean | null };

const androidConfig = message<AndroidConfig>(`${PACKAGE}.AndroidConfig`, {
  ...each(text(), 'collapseKey', 'restrictedPackageName'),
  ...each(bool, 'bandwidthConstrainedOk', 'directBootOk', 'restrictedSatelliteOk'),
  data,
  fcmOptions: message<fcm_v1.Schema$AndroidFcmOptions>(`${PACKAGE}.AndroidFcmOptions`, {
    analyticsLabel,
  }),
  notification: androidNotification,
  priority: enumeration(`${PACKAGE}.AndroidConfig.AndroidMessagePriority`, ['NORMAL', 'HIGH']),
  ttl: duration(
    within(0, MAX_TTL_SECONDS, `The ttl must be between 0 and ${MAX_TTL_SECONDS} seconds.`),
  ),
});

const apnsConfig = message<fcm_v1.Schema$ApnsConfig>(`${PACKAGE}.ApnsConfig`, {
  fcmOptions: message<fcm_v1.Schema$ApnsFcmOptions>(`${PACKAGE}.ApnsFcmOptions`, {
    analyticsLabel,
    image: text(),
  }),
  headers: map(),
  liveActivityToken: text(),
  payload: struct,
});

const webpushConfig = message<fcm_v1.Schema$WebpushConfig>(`${PACKAGE}.WebpushConfig`, {
  data,
  fcmOptions: message<fcm_v1.Schema$WebpushFcmOptions>(`${PACKAGE}.WebpushFcmOptions`, {
    analyticsLabel,
    link: text(matches(/^https:\/\//i, 'The link must be an HTTPS URL.')),
  }),
  headers: map((name, value) =>
    name.toLowerCase() === 'ttl' && !/^\d+$/.test(value)
      ? { at: `.${name}`, description: 'TTL must be a non-negative integer.' }
      : undefined,
  ),
  notification: struct,
});

/** The published type, with a field that it does not have yet. */
type Message = fcm_v1.Schema$Message & { fid?: string };

const fcmMessage = message<Message>(`${PACKAGE}.Message`, {
  android: androidConfig,
  apns: apnsConfig,
  data,
  fcmOptions: message<fcm_v1.Schema$FcmOptions>(`${PACKAGE}.FcmOptions`, { analyticsLabel }),
  notification: message<fcm_v1.Schema$Notification>(
    `${PACKAGE}.Notification`,
    each(text(), 'body', 'image', 'title'),
  ),
  webpush: webpushConfig,
  ...each(text(), 'name', ...TARGETS),
});

export const sendMessageRequest = message<fcm_v1.Schema$SendMessageRequest>(
  `${PACKAGE}.SendMessageRequest`,
  { message: fcmMessage, validateOnly: bool },
);
