import { createHash } from 'node:crypto';
import type { fcm_v1 } from '@googleapis/fcm';

/**
 * The address of a push: an FCM registration token, or a Firebase installation ID. firebase-admin
 * 14 sends to an ID as `fid`. The published client types do not have this field yet.
 */
export type Target = { readonly token: string } | { readonly fid: string };

/** Returns the kind and the secret value of a target, as FCM and Firestore name them. */
export function targetEntry(target: Target): ['token' | 'fid', string] {
  return 'token' in target ? ['token', target.token] : ['fid', target.fid];
}

/**
 * Returns a stable ID of a target that does not reveal its secret: 128 bits of SHA-256 in 32 hex
 * digits. Unlike base64, hex never looks like a name that Firestore reserves (`__x__`).
 */
export function targetId(target: Target): string {
  const [kind, value] = targetEntry(target);
  return createHash('sha256').update(`${kind}:${value}`).digest('hex').slice(0, 32);
}

export function sameTarget(a: Target, b: Target): boolean {
  const [kindA, valueA] = targetEntry(a);
  const [kindB, valueB] = targetEntry(b);
  return kindA === kindB && valueA === valueB;
}

export type Platform = 'android' | 'ios' | 'web';

/** An FCM v1 message without its target. Like FCM's documentation, it has `fcm_options`. */
export type Payload = Omit<
  fcm_v1.Schema$Message,
  'token' | 'topic' | 'condition' | 'name' | 'fcmOptions' | 'webpush'
> & {
  fcm_options?: { analytics_label: string };
  webpush?: Omit<fcm_v1.Schema$WebpushConfig, 'fcmOptions'> & { fcm_options?: { link: string } };
};

/** One message for one device of one user: the unit that is sent, retried and recorded. */
export interface Push {
  readonly uid: string;
  readonly deviceId: string;
  /** Why this user gets the push. The record keeps it, so that a retry sends the same text. */
  readonly reason: string;
  readonly platform: Platform;
  readonly target: Target;
  readonly payload: Payload;
  /** Only recorded, not sent: its sender has sent too many. */
  readonly held?: boolean;
  /** The user wants it later: it is composed again then. Milliseconds since the epoch. */
  readonly notBefore?: number | undefined;
}
