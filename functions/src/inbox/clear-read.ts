import type { User } from '../audience/user.ts';
import type { Payload, Push } from '../fcm/message.ts';

/** It is not worth waking a device that was offline for longer. */
const TTL_SECONDS = 60 * 60;

/** An inbox entry that its owner has just read on one device. */
export interface ReadEntry {
  readonly notificationId: string;
  /** IDs that are in `data` of its pushes, such as `postId`. */
  readonly data: Readonly<Record<string, string>>;
  /** Number of entries that are still unread, shown on the app's icon. */
  readonly unread: number;
}

/** Returns silent pushes by which the user's devices remove the notifications with these IDs. */
export function composeClearing(
  user: User,
  { notificationId, data, unread }: ReadEntry,
  now: number,
): Push[] {
  const payload: Payload = {
    data: { ...data, type: 'read', notificationId, unread: String(unread) },
    android: { priority: 'NORMAL', ttl: `${TTL_SECONDS}s` },
    apns: {
      headers: {
        'apns-push-type': 'background',
        'apns-priority': '5',
        'apns-expiration': String(Math.floor(now / 1000) + TTL_SECONDS),
      },
      payload: { aps: { 'content-available': 1, badge: unread } },
    },
    webpush: { headers: { TTL: String(TTL_SECONDS), Urgency: 'low' } },
  };
  return user.devices.map(({ deviceId, platform, target }) => ({
    uid: user.uid,
    deviceId,
    reason: 'read',
    platform,
    target,
    payload,
  }));
}
