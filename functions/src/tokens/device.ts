import type { Platform, Target } from '../fcm/message.ts';

/** One app installation of a user, as it stands under `users/{uid}.pushTokens.{deviceId}`. */
export interface Device {
  readonly deviceId: string;
  readonly target: Target;
  readonly platform: Platform;
  /** BCP 47, of the app on this device. */
  readonly locale?: string;
  /** IANA name. */
  readonly timeZone?: string;
  readonly appVersion?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch of the last save that was written, exact to a day. */
  readonly lastSeenAt: number;
  /** Set when FCM said that this token belongs to another project's sender. */
  readonly problem?: 'SENDER_ID_MISMATCH';
}
