import type { fcm_v1 } from '@googleapis/fcm';
import {
  type Field,
  type FieldsOf,
  type MessageField,
  type MessageType,
  messageType,
  type RepeatedField,
  type StringMapField,
  type StructField,
} from './field.ts';
import {
  analyticsLabelRule,
  colorRule,
  dataKeyRule,
  fractionRule,
  httpsRule,
  ttlRule,
  webpushHeaderRule,
} from './rules.ts';
import { bool, duration, enumeration, float, int32, text, timestamp } from './scalars.ts';

// Every field below is checked against the types that Google publishes for the API: one missing,
// one too many or one of another kind does not compile. Values of enumerations and limits are not
// in those types and come from the reference, https://firebase.google.com/docs/reference/fcm/rest.

/** The members of the union `target`: a message has exactly one of them. */
export const TARGETS = ['token', 'fid', 'topic', 'condition'] as const;
export type TargetKind = (typeof TARGETS)[number];

const PACKAGE = 'google.firebase.fcm.v1';

const message = (type: MessageType): MessageField => ({ kind: 'message', message: type });
const data: StringMapField = { kind: 'stringMap', brokenEntry: dataKeyRule };
const struct: StructField = { kind: 'struct' };
const texts: RepeatedField = { kind: 'repeated', item: text() };

/** Fields of one kind. */
function each<F, K extends string>(field: F, ...names: readonly K[]): Readonly<Record<K, F>>;
function each(field: Field, ...names: readonly string[]): Readonly<Record<string, Field>> {
  return Object.fromEntries(names.map((name) => [name, field]));
}

const color = messageType<fcm_v1.Schema$Color>(
  'google.type.Color',
  each(float(fractionRule), 'alpha', 'blue', 'green', 'red'),
);

const lightSettings = messageType<fcm_v1.Schema$LightSettings>(
  `${PACKAGE}.LightSettings`,
  { color: message(color), ...each(duration(), 'lightOffDuration', 'lightOnDuration') },
  ['color', 'lightOffDuration', 'lightOnDuration'],
);

type AndroidNotification = fcm_v1.Schema$AndroidNotification;
/** What the notifications of `android` and `android_v2` share. */
type CommonNotification = Omit<AndroidNotification, 'bypassProxyNotification' | 'proxy'>;

const notificationFields = (type: string): FieldsOf<CommonNotification> => ({
  ...each(text(), 'body', 'bodyLocKey', 'channelId', 'clickAction', 'icon', 'image'),
  ...each(text(), 'sound', 'tag', 'ticker', 'title', 'titleLocKey'),
  ...each(texts, 'bodyLocArgs', 'titleLocArgs'),
  ...each(bool(), 'defaultLightSettings', 'defaultSound', 'defaultVibrateTimings'),
  ...each(bool(), 'localOnly', 'sticky'),
  color: text(colorRule),
  eventTime: timestamp(),
  lightSettings: message(lightSettings),
  notificationCount: int32(),
  notificationPriority: enumeration(`${PACKAGE}.${type}.NotificationPriority`, [
    ...['PRIORITY_UNSPECIFIED', 'PRIORITY_MIN', 'PRIORITY_LOW'],
    ...['PRIORITY_DEFAULT', 'PRIORITY_HIGH', 'PRIORITY_MAX'],
  ]),
  vibrateTimings: { kind: 'repeated', item: duration() },
  visibility: enumeration(`${PACKAGE}.${type}.Visibility`, [
    ...['VISIBILITY_UNSPECIFIED', 'PRIVATE', 'PUBLIC', 'SECRET'],
  ]),
});

const androidNotification = messageType<AndroidNotification>(`${PACKAGE}.AndroidNotification`, {
  ...notificationFields('AndroidNotification'),
  bypassProxyNotification: bool(),
  proxy: enumeration(`${PACKAGE}.AndroidNotification.Proxy`, [
    ...['PROXY_UNSPECIFIED', 'ALLOW', 'DENY', 'IF_PRIORITY_LOWERED'],
  ]),
});

/** The published type, and what firebase-admin sends too. */
type AndroidConfig = fcm_v1.Schema$AndroidConfig & { restrictedSatelliteOk?: boolean | null };
type CommonConfig = Omit<AndroidConfig, 'notification' | 'priority'>;

const configFields: FieldsOf<CommonConfig> = {
  ...each(text(), 'collapseKey', 'restrictedPackageName'),
  ...each(bool(), 'bandwidthConstrainedOk', 'directBootOk', 'restrictedSatelliteOk'),
  data,
  fcmOptions: message(
    messageType<fcm_v1.Schema$AndroidFcmOptions>(`${PACKAGE}.AndroidFcmOptions`, {
      analyticsLabel: text(analyticsLabelRule),
    }),
  ),
  ttl: duration(ttlRule),
};

const androidConfig = messageType<AndroidConfig>(`${PACKAGE}.AndroidConfig`, {
  ...configFields,
  notification: message(androidNotification),
  priority: enumeration(`${PACKAGE}.AndroidConfig.AndroidMessagePriority`, ['NORMAL', 'HIGH']),
});

// Google has published no types of these yet. They are what its Admin SDKs for Go, Java, Python and
// .NET send as AndroidConfigV2.
interface RemoteNotification {
  mutableContent?: boolean;
  useAsV1DataMessage?: boolean;
  notification?: CommonNotification & { id?: number };
}
type AndroidConfigV2 = CommonConfig & {
  remoteNotification?: RemoteNotification;
  backgroundSync?: object;
};

const androidConfigV2 = messageType<AndroidConfigV2>(`${PACKAGE}.AndroidConfigV2`, {
  ...configFields,
  remoteNotification: message(
    messageType<RemoteNotification>(`${PACKAGE}.AndroidRemoteNotification`, {
      ...each(bool(), 'mutableContent', 'useAsV1DataMessage'),
      notification: message(
        messageType<CommonNotification & { id?: number }>(`${PACKAGE}.AndroidNotificationV2`, {
          ...notificationFields('AndroidNotificationV2'),
          id: int32(),
        }),
      ),
    }),
  ),
  backgroundSync: message(messageType<object>(`${PACKAGE}.AndroidBackgroundSyncMessage`, {})),
});

const apnsConfig = messageType<fcm_v1.Schema$ApnsConfig>(`${PACKAGE}.ApnsConfig`, {
  fcmOptions: message(
    messageType<fcm_v1.Schema$ApnsFcmOptions>(`${PACKAGE}.ApnsFcmOptions`, {
      analyticsLabel: text(analyticsLabelRule),
      image: text(),
    }),
  ),
  headers: { kind: 'stringMap' },
  liveActivityToken: text(),
  payload: struct,
});

const webpushConfig = messageType<fcm_v1.Schema$WebpushConfig>(`${PACKAGE}.WebpushConfig`, {
  data,
  fcmOptions: message(
    messageType<fcm_v1.Schema$WebpushFcmOptions>(`${PACKAGE}.WebpushFcmOptions`, {
      analyticsLabel: text(analyticsLabelRule),
      link: text(httpsRule),
    }),
  ),
  headers: { kind: 'stringMap', brokenEntry: webpushHeaderRule },
  notification: struct,
});

/** The published type, and what it does not name yet. */
type Message = fcm_v1.Schema$Message & { fid?: string; androidV2?: AndroidConfigV2 };

const fcmMessage = messageType<Message>(`${PACKAGE}.Message`, {
  android: message(androidConfig),
  androidV2: message(androidConfigV2),
  apns: message(apnsConfig),
  data,
  fcmOptions: message(
    messageType<fcm_v1.Schema$FcmOptions>(`${PACKAGE}.FcmOptions`, {
      analyticsLabel: text(analyticsLabelRule),
    }),
  ),
  notification: message(
    messageType<fcm_v1.Schema$Notification>(
      `${PACKAGE}.Notification`,
      each(text(), 'body', 'image', 'title'),
    ),
  ),
  webpush: message(webpushConfig),
  ...each(text(), 'name', ...TARGETS),
});

export const sendMessageRequest = messageType<fcm_v1.Schema$SendMessageRequest>(
  `${PACKAGE}.SendMessageRequest`,
  { message: message(fcmMessage), validateOnly: bool() },
);
