import type { Payload, Platform } from '../../../../functions/src/fcm/message.ts';

/** A push as a phone shows it. */
export interface Push {
  /** A later push with the same key replaces this one. */
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  readonly commentId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Reads the part of a message for the platform. Returns undefined if the message shows nothing. */
export function readPush(
  { notification, data, android, apns }: Payload,
  platform: Exclude<Platform, 'web'>,
  at: number,
): Push | undefined {
  if (!notification) return undefined;
  const aps = apns?.payload?.aps;
  const [key, silent] = {
    android: [android?.notification?.tag, android?.priority === 'NORMAL'] as const,
    ios: [apns?.headers?.['apns-collapse-id'], aps?.['interruption-level'] === 'passive'] as const,
  }[platform];
  const { title, body } = notification;
  return {
    key: key ?? '',
    title: title ?? '',
    body: body ?? '',
    silent,
    commentId: data?.commentId,
    at,
  };
}

/** What a phone shows in addition to the app's content. */
export interface Shade {
  readonly screen: 'home' | 'app';
  /** Newest first. */
  readonly pushes: readonly Push[];
  /** How often the phone has buzzed. */
  readonly buzzes: number;
  /** The comment that a tapped push has opened. */
  readonly openedId: string | undefined;
}

export function newShade(screen: Shade['screen']): Shade {
  return { screen, pushes: [], buzzes: 0, openedId: undefined };
}

/** Adds a push. It replaces one with the same key. The phone buzzes unless the push is silent. */
export function received({ pushes, buzzes }: Shade, push: Push): Partial<Shade> {
  return {
    pushes: [push, ...pushes.filter(({ key }) => key !== push.key)],
    buzzes: buzzes + (push.silent ? 0 : 1),
  };
}

/** Opens the app, by a push or by its icon, which removes the app's pushes. */
export function opened(push?: Push): Partial<Shade> {
  return { screen: 'app', pushes: [], openedId: push?.commentId };
}
