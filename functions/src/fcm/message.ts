import { createHash } from 'node:crypto';
import type { fcm_v1 } from '@googleapis/fcm';

/**
 * Where a push goes: an FCM registration token, or a Firebase installation ID, which
 * firebase-admin 14 sends to as `fid` and the published client types do not list yet.
 */
export type Target = { readonly token: string } | { readonly fid: string };

/** The target as FCM names it on the wire and as it is stored: kind and secret value. */
export function targetEntry(target: Target): ['token' | 'fid', string] {
  return 'token' in target ? ['token', target.token] : ['fid', target.fid];
}

/**
 * Stable id of a target that gives nothing away: 128 bits of SHA-256 in 32 hex digits, which unlike
 * base64 can never look like the names that Firestore reserves (`__x__`).
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

/**
 * An FCM v1 message before it is addressed: the published type, less every kind of target. Of the
 * two names that each field has in JSON, `fcm_options` is the one that FCM's documents use.
 */
export type Payload = Omit<
  fcm_v1.Schema$Message,
  'token' | 'topic' | 'condition' | 'name' | 'fcmOptions' | 'android' | 'webpush'
> & {
  fcm_options?: { analytics_label: string };
  android?: Omit<fcm_v1.Schema$AndroidConfig, 'bandwidthConstrainedOk'> & {
    /** Also where the device is on a restricted satellite network. Not in the published type yet. */
    restricted_satellite_ok?: boolean;
    /** Also where its network's bandwidth is constrained. */
    bandwidth_constrained_ok?: boolean;
  };
  webpush?: Omit<fcm_v1.Schema$WebpushConfig, 'fcmOptions'> & { fcm_options?: { link: string } };
};

/** One payload for one device of one person: the unit that is sent, retried and recorded. */
export interface Push {
  readonly uid: string;
  readonly deviceId: string;
  /** Why this person hears of it, carried through the record so that a retry says the same. */
  readonly reason: string;
  readonly platform: Platform;
  readonly target: Target;
  readonly payload: Payload;
  /** Not to be sent, only recorded: its sender has been too eager. */
  readonly held?: true;
  /** Its person wants it no earlier, ms since the epoch: it is composed anew then. */
  readonly notBefore?: number;
}

/** A person who should hear and has no device. */
export interface WithoutDevice {
  readonly uid: string;
}

/** Everybody whom a delivery is for: a push for each device, and who has none. */
export type Composed = readonly (Push | WithoutDevice)[];

export function isPush(each: Push | WithoutDevice): each is Push {
  return 'deviceId' in each;
}
