import {
  type Look,
  type NotificationView,
  notificationOf,
  valueAt,
} from '../../../../../packages/fcm-emulator/page/notification-view.ts';
import type { JsonObject } from '../../../../../packages/fcm-emulator/src/json.ts';

/** A push as a device shows it. */
export interface Push extends NotificationView {
  /** A later push with the same key takes the place of this one. */
  readonly key: string;
  /** The number on the app's icon, where the push sets it. */
  readonly badge: number | undefined;
  /** Of the comment that it tells of. */
  readonly commentId: string | undefined;
  readonly postId: string | undefined;
  /** Ms since the epoch. */
  readonly at: number;
}

export type Platform = Exclude<Look, 'web'>;

/** Each platform has its own part of an FCM message, with its own names for the same things. */
const PATHS = {
  android: {
    key: ['android', 'notification', 'tag'],
    badge: ['android', 'notification', 'notificationCount'],
  },
  ios: {
    key: ['apns', 'headers', 'apns-collapse-id'],
    badge: ['apns', 'payload', 'aps', 'badge'],
  },
} as const;

/** Undefined for a message that shows nothing. */
export function readPush(message: JsonObject, platform: Platform, at: number): Push | undefined {
  const view = notificationOf(message, platform);
  if (view === undefined) return undefined;
  const { key, badge } = PATHS[platform];
  const { commentId, postId } = dataOf(message);
  return {
    ...view,
    key: String(valueAt(message, ...key) ?? crypto.randomUUID()),
    badge: valueAt(message, ...badge) as number | undefined,
    commentId,
    postId,
    at,
  };
}

export function dataOf(message: JsonObject | null): Readonly<Record<string, string | undefined>> {
  return (message?.data ?? {}) as Readonly<Record<string, string | undefined>>;
}

/** What lies on a device's screen. */
export interface Shade {
  readonly screen: 'home' | 'app';
  /** The newest first. */
  readonly pushes: readonly Push[];
  /** The push that has just come up over the open app. */
  readonly banner: Push | undefined;
  /** The number on the app's icon. */
  readonly badge: number;
  /** How often the device has buzzed. */
  readonly buzzes: number;
  /** The comment that a tapped push leads to. */
  readonly opened: string | undefined;
}

export function newShade(screen: Shade['screen']): Shade {
  return { screen, pushes: [], banner: undefined, badge: 0, buzzes: 0, opened: undefined };
}

/** A push comes: in the place of one with its key, with a buzz and a banner unless it is silent. */
export function received(shade: Shade, push: Push): Shade {
  const others = shade.pushes.filter(({ key }) => key !== push.key);
  return {
    ...shade,
    pushes: [push, ...others],
    badge: push.badge ?? shade.badge,
    banner: push.silent || shade.screen === 'home' ? shade.banner : push,
    buzzes: shade.buzzes + (push.silent ? 0 : 1),
  };
}

/** A message that shows nothing says that a post was read on another device: its pushes go. */
export function cleared(shade: Shade, message: JsonObject): Shade {
  const { type, postId, unread } = dataOf(message);
  if (type !== 'read') return shade;
  const pushes = shade.pushes.filter((push) => push.postId !== postId);
  return { ...shade, pushes, badge: Number(unread) };
}

export function dismissed(shade: Shade, { key }: Push): Shade {
  const pushes = shade.pushes.filter((push) => push.key !== key);
  return { ...shade, pushes, banner: undefined };
}

/** A push is tapped, which opens the app where its comment stands. */
export function opened(shade: Shade, push: Push): Shade {
  return { ...openedApp(dismissed(shade, push)), opened: push.commentId };
}

/** The app sets its badge back when somebody looks into it. */
export function openedApp(shade: Shade): Shade {
  return { ...shade, screen: 'app', banner: undefined, badge: 0, opened: undefined };
}
