import { readRequest } from '../definition/fields.ts';
import { sendMessageRequest } from '../definition/send-message-request.ts';
import { at, isObject, type JsonObject, textAt } from '../json.ts';

/** FCM's default time to live in seconds: four weeks. */
const DEFAULT_TTL_SECONDS = 2_419_200;
/** RFC 8030, sections 5.3 and 5.4. */
const URGENCIES = ['very-low', 'low', 'normal', 'high'] as const;
const TOPIC = /^[\w-]{1,32}$/;

/** The JSON that FCM pushes to a web app's service worker. The Firebase SDK reads these names. */
interface WebMessage {
  /** The sender ID. */
  readonly from: string;
  readonly fcmMessageId: string;
  readonly priority: 'normal' | 'high';
  readonly collapse_key?: string;
  readonly notification?: JsonObject;
  readonly data?: JsonObject;
  readonly fcmOptions?: { readonly link?: string; readonly analytics_label?: string };
}

export interface WebPush {
  readonly payload: WebMessage;
  /** Headers of the Web Push request. */
  readonly ttlSeconds: number;
  readonly urgency: (typeof URGENCIES)[number];
  readonly topic?: string;
}

/**
 * Returns the Web Push that FCM makes of a message for a web app. `webpush.notification` overrides
 * the fields of the notification one by one. `webpush.data` replaces all data.
 *
 * @param sent the message in the spelling of the sender
 * @param id the last part of its name
 * @param sender the sender ID of the app
 */
export function webPushOf(sent: JsonObject, id: string, sender: string): WebPush {
  const message = at(readRequest(sendMessageRequest, { message: sent }).value, 'message');
  const webpush = at(message, 'webpush');
  // Headers are called TTL, Ttl or ttl.
  const headers = Object.fromEntries(
    Object.entries(at(webpush, 'headers')).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const urgency = URGENCIES.find((each) => each === headers.urgency) ?? 'normal';
  const topic = textAt(headers, 'topic');
  const link = textAt(webpush, 'fcmOptions', 'link');
  const label =
    textAt(webpush, 'fcmOptions', 'analyticsLabel') ??
    textAt(message, 'fcmOptions', 'analyticsLabel');
  const notification = { ...at(message, 'notification'), ...at(webpush, 'notification') };
  const data = webpush.data ?? message.data;
  return {
    payload: {
      from: sender,
      fcmMessageId: id,
      priority: urgency === 'high' ? 'high' : 'normal',
      ...(topic !== undefined && { collapse_key: topic }),
      ...(Object.keys(notification).length > 0 && { notification }),
      ...(isObject(data) && { data }),
      ...((link !== undefined || label !== undefined) && {
        fcmOptions: {
          ...(link !== undefined && { link }),
          ...(label !== undefined && { analytics_label: label }),
        },
      }),
    },
    ttlSeconds: ttlOf(textAt(headers, 'ttl')),
    urgency,
    ...(topic !== undefined && TOPIC.test(topic) && { topic }),
  };
}

const ttlOf = (ttl: string | undefined): number =>
  ttl !== undefined && /^\d{1,9}$/.test(ttl)
    ? Math.min(Number(ttl), DEFAULT_TTL_SECONDS)
    : DEFAULT_TTL_SECONDS;
