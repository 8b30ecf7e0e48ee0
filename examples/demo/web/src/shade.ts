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

/** Reads the part of a message that is for the platform. Undefined if the message shows nothing. */
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

/** What a phone shows beside its app's content. */
export interface Shade {
  readonly screen: 'home' | 'app';
  /** The newest first. */
  readonly pushes: readonly Push[];
  /** How often the phone has buzzed. */
  readonly buzzes: number;
  /** The comment that a tapped push leads to. */
  readonly openedId: string | undefined;
}

export function newShade(screen: Shade['screen']): Shade {
  return { screen, pushes: [], buzzes: 0, openedId: undefined };
}

/** A push comes. It replaces one with the same key, and buzzes unless it is silent. */
export function received({ pushes, buzzes }: Shade, push: Push): Partial<Shade> {
  return {
    pushes: [push, ...pushes.filter(({ key }) => key !== push.key)],
    buzzes: buzzes + (push.silent ? 0 : 1),
  };
}

/** The app is opened, by a push or by its icon. It removes its pushes. */
export function opened(push?: Push): Partial<Shade> {
  return { screen: 'app', pushes: [], openedId: push?.commentId };
}
