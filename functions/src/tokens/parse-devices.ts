import * as v from 'valibot';
import type { Device } from './device.ts';

interface Timestamp {
  toMillis(): number;
}

function isTimestamp(value: unknown): value is Timestamp {
  return (
    typeof value === 'object' &&
    value !== null &&
    'toMillis' in value &&
    typeof value.toMillis === 'function'
  );
}

const Id = v.pipe(v.string(), v.nonEmpty());
const Optional = v.fallback(v.optional(v.string()), undefined);
const Millis = v.fallback(
  v.pipe(
    v.custom<Timestamp>(isTimestamp),
    v.transform((timestamp) => timestamp.toMillis()),
  ),
  0,
);

const Entry = v.object({
  token: v.optional(Id),
  fid: v.optional(Id),
  platform: v.picklist(['android', 'ios', 'web']),
  locale: Optional,
  timeZone: Optional,
  appVersion: Optional,
  createdAt: Millis,
  lastSeenAt: Millis,
  problem: v.fallback(v.optional(v.literal('SENDER_ID_MISMATCH')), undefined),
});

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

function targetOf({ token, fid }: { token?: string | undefined; fid?: string | undefined }) {
  if (token !== undefined && fid === undefined) return { token };
  if (fid !== undefined && token === undefined) return { fid };
  return undefined;
}
