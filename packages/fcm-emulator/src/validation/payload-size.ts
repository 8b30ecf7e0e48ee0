import { isObject, type JsonObject } from './read-message.ts';

/**
 * The bytes that the message brings to the device where it is largest: keys and values of the
 * notification and of the data, as each platform's own section overrides them. FCM documents that
 * it counts keys and values, and no more; where that leaves a choice this counts what could count
 * (every field of `android.notification`, all of `apns.payload`), so that what passes here passes
 * there.
 */
export function payloadBytes(message: JsonObject): number {
  const { notification, data } = message;
  const android = section(message, 'android');
  const apns = section(message, 'apns');
  const webpush = section(message, 'webpush');
  const { payload } = apns;
  const alerts = isObject(payload) && isObject(payload.aps) && 'alert' in payload.aps;
  return Math.max(
    bytesOf({ ...section(message, 'notification'), ...section(android, 'notification') }) +
      bytesOf(android.data ?? data),
    bytesOf(alerts ? undefined : notification) + bytesOf(payload) + bytesOf(data),
    bytesOf({ ...section(message, 'notification'), ...section(webpush, 'notification') }) +
      bytesOf(webpush.data ?? data),
  );
}

function bytesOf(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, item) => sum + bytesOf(item), 0);
  }
  if (isObject(value)) {
    return Object.entries(value).reduce(
      (sum, [key, item]) => sum + Buffer.byteLength(key) + bytesOf(item),
      0,
    );
  }
  return String(value).length;
}

const section = (of: JsonObject, name: string): JsonObject => {
  const value = of[name];
  return isObject(value) ? value : {};
};
