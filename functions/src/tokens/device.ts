import * as v from 'valibot';
import type { Platform, Target } from '../fcm/message.ts';
import { Time } from '../timestamp.ts';

/** One app installation of a user, stored in `users/{uid}.pushTokens.{deviceId}`. */
export interface Device {
  readonly deviceId: string;
  readonly target: Target;
  readonly platform: Platform;
  /** BCP 47 tag of the app's language on this device. */
  readonly locale?: string;
  /** IANA name. */
  readonly timeZone?: string;
  readonly appVersion?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When the device was last saved, in milliseconds since the epoch. Exact to a day. */
  readonly lastSeenAt: number;
  /** Set when FCM answered that this token belongs to the sender of another project. */
  readonly problem?: 'SENDER_ID_MISMATCH';
}

const Id = v.pipe(v.string(), v.nonEmpty());
const Text = v.fallback(v.optional(v.string()), undefined);
const Millis = v.fallback(Time, 0);

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

/** The fields of an entry of `pushTokens` that belong to us. */
export const ENTRY_FIELDS: readonly string[] = Object.keys(Entry.entries);

/**
 * Returns the devices of a `pushTokens` map, sorted by ID. Skips an entry that no push can reach:
 * one without a platform, or with neither or both of `token` and `fid`. The other fields are
 * optional. A missing time is 0.
 */
export function parseDevices(pushTokens: unknown): Device[] {
  const entries: Record<string, unknown> = Object(pushTokens);
  const ids = Object.keys(entries).sort();
  return ids.flatMap((deviceId) => parseDevice(deviceId, entries[deviceId]) ?? []);
}

function parseDevice(deviceId: string, data: unknown): Device | undefined {
  // The copy has only own properties.
  const { success, output: entry } = v.safeParse(Entry, { ...Object(data) });
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

/** Returns the target if exactly one of the two is set. */
export function targetOf(of: { token?: string | undefined; fid?: string | undefined }) {
  const { token, fid } = of;
  if (token !== undefined && fid === undefined) return { token };
  if (fid !== undefined && token === undefined) return { fid };
  return undefined;
}
