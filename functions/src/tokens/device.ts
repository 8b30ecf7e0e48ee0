import * as v from 'valibot';
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

const Id = v.pipe(v.string(), v.nonEmpty());
const Text = v.fallback(v.optional(v.string()), undefined);
const Millis = v.fallback(
  v.pipe(
    v.custom<{ toMillis(): number }>((value) => typeof Object(value).toMillis === 'function'),
    v.transform((timestamp) => timestamp.toMillis()),
  ),
  0,
);

const Entry = v.object({
  token: v.optional(Id),
  fid: v.optional(Id),
  platform: v.picklist(['android', 'ios', 'web']),
  locale: Text,
  timeZone: Text,
  appVersion: Text,
  createdAt: Millis,
  lastSeenAt: Millis,
  problem: v.fallback(v.optional(v.literal('SENDER_ID_MISMATCH')), undefined),
});

/** The fields of an entry of `pushTokens` that are ours. */
export const ENTRY_FIELDS: readonly string[] = Object.keys(Entry.entries);

/**
 * The devices in a `pushTokens` map, in the order of their IDs. An entry that no push can reach
 * (no platform; neither or both of `token` and `fid`) is left out; its other parts are optional,
 * and a time that is missing is 0.
 */
export function parseDevices(pushTokens: unknown): Device[] {
  if (typeof pushTokens !== 'object' || pushTokens === null) return [];
  return Object.entries(pushTokens)
    .flatMap(([deviceId, entry]) => parseDevice(deviceId, entry) ?? [])
    .sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

function parseDevice(deviceId: string, data: unknown): Device | undefined {
  // A copy has own properties only.
  const own = typeof data === 'object' ? { ...data } : data;
  const { success, output: entry } = v.safeParse(Entry, own);
  const target = success ? targetOf(entry) : undefined;
  if (!success || target === undefined) return undefined;
  const { platform, locale, timeZone, appVersion, createdAt, lastSeenAt, problem } = entry;
  return {
    deviceId,
    target,
    platform,
    ...(locale !== undefined && { locale }),
    ...(timeZone !== undefined && { timeZone }),
    ...(appVersion !== undefined && { appVersion }),
    createdAt,
    lastSeenAt,
    ...(problem !== undefined && { problem }),
  };
}

/** What exactly one of the two makes. */
export function targetOf(of: { token?: string | undefined; fid?: string | undefined }) {
  const { token, fid } = of;
  if (token !== undefined && fid === undefined) return { token };
  if (fid !== undefined && token === undefined) return { fid };
  return undefined;
}
