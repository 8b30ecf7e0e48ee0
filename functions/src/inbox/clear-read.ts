import type { User } from '../audience/user.ts';
import type { Payload, Push } from '../fcm/message.ts';

/** Clearing the screen of a device that was off for longer is not worth waking it. */
const TTL_SECONDS = 60 * 60;

/** An inbox entry that its owner has just read on one device. */
export interface ReadEntry {
  readonly notificationId: string;
  /** IDs that its pushes have in `data`, such as `postId`. */
  readonly data: Readonly<Record<string, string>>;
  /** Entries still unread: the new number on the app's icon. */
  readonly unread: number;
}

/**
 * Silent background pushes by which the user's other devices take a read notification off their
 * screen: data only, nothing to see or hear. They carry the IDs that the pushes to go have in `data`.
 */
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
