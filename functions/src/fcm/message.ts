import type { fcm_v1 } from '@googleapis/fcm';

/**
 * Where a push goes: an FCM registration token, or a Firebase installation ID, which
 * firebase-admin 14 sends to as `fid` and the published client types do not list yet.
 */
export type Target = { readonly token: string } | { readonly fid: string };

export type Platform = 'android' | 'ios' | 'web';

/**
 * An FCM v1 message before it is addressed: the published type, less every kind of target. Of the
 * two names that each field has in JSON, `fcm_options` is the one that FCM's documents use.
 */
export type Payload = Omit<
  fcm_v1.Schema$Message,
  'token' | 'topic' | 'condition' | 'name' | 'fcmOptions' | 'webpush'
> & {
  fcm_options?: { analytics_label: string };
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
