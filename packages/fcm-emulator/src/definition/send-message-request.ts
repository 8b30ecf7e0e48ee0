import type { fcm_v1 } from '@googleapis/fcm';
import {
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
  conditionRule,
  dataKeyRule,
  deviceRule,
  fractionRule,
  httpsRule,
  topicRule,
  ttlRule,
} from './rules.ts';
import { bool, duration, enumeration, float, int32, text, timestamp } from './scalars.ts';

// Every field below is checked against the types that Google publishes for the API: one missing,
// one too many or one of another kind does not compile. Values of enumerations and limits are not
// in those types and come from the reference, https://firebase.google.com/docs/reference/fcm/rest.

const PACKAGE = 'google.firebase.fcm.v1';

const message = (type: MessageType): MessageField => ({ kind: 'message', message: type });
const stringMap: StringMapField = { kind: 'stringMap' };
const data: StringMapField = { kind: 'stringMap', brokenKey: dataKeyRule };
const struct: StructField = { kind: 'struct' };
const texts: RepeatedField = { kind: 'repeated', item: text() };
const durations: RepeatedField = { kind: 'repeated', item: duration() };

const color = messageType<fcm_v1.Schema$Color>('google.type.Color', {
  alpha: float(fractionRule),
  blue: float(fractionRule),
  green: float(fractionRule),
  red: float(fractionRule),
});

const lightSettings = messageType<fcm_v1.Schema$LightSettings>(
  `${PACKAGE}.LightSettings`,
  {
    color: message(color),
    lightOffDuration: duration(),
    lightOnDuration: duration(),
  },
  ['color', 'lightOffDuration', 'lightOnDuration'],
);

const androidNotification = messageType<fcm_v1.Schema$AndroidNotification>(
  `${PACKAGE}.AndroidNotification`,
  {
    body: text(),
    bodyLocArgs: texts,
    bodyLocKey: text(),
    bypassProxyNotification: bool(),
    channelId: text(),
    clickAction: text(),
    color: text(colorRule),
    defaultLightSettings: bool(),
    defaultSound: bool(),
    defaultVibrateTimings: bool(),
    eventTime: timestamp(),
    icon: text(),
    image: text(),
    lightSettings: message(lightSettings),
    localOnly: bool(),
    notificationCount: int32(),
    notificationPriority: enumeration(`${PACKAGE}.AndroidNotification.NotificationPriority`, [
      'PRIORITY_UNSPECIFIED',
      'PRIORITY_MIN',
      'PRIORITY_LOW',
      'PRIORITY_DEFAULT',
      'PRIORITY_HIGH',
      'PRIORITY_MAX',
    ]),
    proxy: enumeration(`${PACKAGE}.AndroidNotification.Proxy`, [
      'PROXY_UNSPECIFIED',
      'ALLOW',
      'DENY',
      'IF_PRIORITY_LOWERED',
    ]),
    sound: text(),
    sticky: bool(),
    tag: text(),
    ticker: text(),
    title: text(),
    titleLocArgs: texts,
    titleLocKey: text(),
    vibrateTimings: durations,
    visibility: enumeration(`${PACKAGE}.AndroidNotification.Visibility`, [
      'VISIBILITY_UNSPECIFIED',
      'PRIVATE',
      'PUBLIC',
      'SECRET',
    ]),
  },
);

/** The published type, and what firebase-admin sends too. */
type AndroidConfig = fcm_v1.Schema$AndroidConfig & { restrictedSatelliteOk?: boolean | null };

const androidConfig = messageType<AndroidConfig>(`${PACKAGE}.AndroidConfig`, {
  bandwidthConstrainedOk: bool(),
  collapseKey: text(),
  data,
  directBootOk: bool(),
  fcmOptions: message(
    messageType<fcm_v1.Schema$AndroidFcmOptions>(`${PACKAGE}.AndroidFcmOptions`, {
      analyticsLabel: text(analyticsLabelRule),
    }),
  ),
  notification: message(androidNotification),
  priority: enumeration(`${PACKAGE}.AndroidConfig.AndroidMessagePriority`, ['NORMAL', 'HIGH']),
  restrictedPackageName: text(),
  restrictedSatelliteOk: bool(),
  ttl: duration(ttlRule),
});

const apnsConfig = messageType<fcm_v1.Schema$ApnsConfig>(`${PACKAGE}.ApnsConfig`, {
  fcmOptions: message(
    messageType<fcm_v1.Schema$ApnsFcmOptions>(`${PACKAGE}.ApnsFcmOptions`, {
      analyticsLabel: text(analyticsLabelRule),
      image: text(),
    }),
  ),
  headers: stringMap,
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
  headers: stringMap,
  notification: struct,
});

/** The published type, and the installation ID as target, which it does not name yet. */
export type Message = fcm_v1.Schema$Message & { fid?: string | null };

const fcmMessage = messageType<Message>(`${PACKAGE}.Message`, {
  android: message(androidConfig),
  apns: message(apnsConfig),
  condition: text(conditionRule),
  data,
  fcmOptions: message(
    messageType<fcm_v1.Schema$FcmOptions>(`${PACKAGE}.FcmOptions`, {
      analyticsLabel: text(analyticsLabelRule),
    }),
  ),
  fid: text(deviceRule),
  name: text(),
  notification: message(
    messageType<fcm_v1.Schema$Notification>(`${PACKAGE}.Notification`, {
      body: text(),
      image: text(),
      title: text(),
    }),
  ),
  token: text(deviceRule),
  topic: text(topicRule),
  webpush: message(webpushConfig),
});

export const sendMessageRequest = messageType<fcm_v1.Schema$SendMessageRequest>(
  `${PACKAGE}.SendMessageRequest`,
  { message: message(fcmMessage), validateOnly: bool() },
);
