import type { Message } from '../fcm/attempt.ts';

export type Platform = 'android' | 'ios' | 'web';

/** A push as a device shows it. */
export interface Push {
  /** A later push with the same key takes the place of this one. */
  readonly key: string;
  readonly title: string;
  readonly body: string;
  /** Shown without sound, vibration or banner. */
  readonly silent: boolean;
  /** The number on the app's icon, where the push sets it. */
  readonly badge: number | undefined;
  /** Of the comment that it tells of. */
  readonly commentId: string | undefined;
  readonly postId: string | undefined;
  /** Ms since the epoch. */
  readonly at: number;
}

interface Aps {
  readonly 'interruption-level'?: string;
  readonly sound?: string;
  readonly badge?: number;
}

/** What a platform reads of an FCM message: each has its own part, with its own names. */
export function readPush(message: Message, platform: Platform, at: number): Push {
  const { notification, data } = message;
  return {
    key: collapseKey(message, platform) ?? crypto.randomUUID(),
    title: notification?.title ?? '',
    body: notification?.body ?? '',
    silent: isSilent(message, platform),
    badge: badge(message, platform),
    commentId: data?.commentId,
    postId: data?.postId,
    at,
  };
}

/** What another device of the user has shown already: pushes about the post go from the screen. */
export interface Clearing {
  readonly postId: string | undefined;
  /** The new number on the app's icon. */
  readonly unread: number;
}

/** The clearing that a message without anything to show is, or undefined. */
export function readClearing({ data }: Message): Clearing | undefined {
  if (data?.type !== 'read') return undefined;
  return { postId: data.postId, unread: Number(data.unread) };
}

function collapseKey({ android, apns, webpush }: Message, platform: Platform): string | undefined {
  switch (platform) {
    case 'android':
      return android?.notification?.tag ?? undefined;
    case 'ios':
      return apns?.headers?.['apns-collapse-id'];
    case 'web':
      return webpush?.notification?.tag;
  }
}

function isSilent({ android, apns, webpush }: Message, platform: Platform): boolean {
  switch (platform) {
    case 'android':
      return android?.priority !== 'HIGH';
    case 'ios':
      return apsOf(apns)['interruption-level'] === 'passive' || apsOf(apns).sound === undefined;
    case 'web':
      return webpush?.notification?.silent === true;
  }
}

function badge({ android, apns }: Message, platform: Platform): number | undefined {
  switch (platform) {
    case 'android':
      return android?.notification?.notificationCount ?? undefined;
    case 'ios':
      return apsOf(apns).badge;
    case 'web':
      return undefined;
  }
}

function apsOf(apns: Message['apns']): Aps {
  return apns?.payload?.aps ?? {};
}
