import { sameTarget, targetId } from '../fcm/message.ts';
import type { Device } from './device.ts';

/** Maximum number of devices of a user: more than a person owns, few enough for one document. */
export const MAX_DEVICES = 20;
/** An unchanged device costs no write within this time. FCM: more often than weekly is useless. */
const REFRESH_MS = 24 * 60 * 60_000;
/** How old `lastSeenAt` in the index may be, in milliseconds. It is for pruning after weeks. */
const INDEX_REFRESH_MS = 7 * REFRESH_MS;

/** Who has a target, as stored in `pushTokenOwners/{targetId}`. This index makes owners unique. */
export interface Holder {
  readonly uid: string;
  readonly deviceId: string;
}

/** The writes of one transaction. Targets are removed from the index before others are added. */
export interface Change {
  readonly drop: readonly Holder[];
  readonly disown: readonly string[];
  readonly put: readonly UserDevice[];
  /** Devices to write into the index as they are now. */
  readonly own: readonly UserDevice[];
}

export const NOTHING: Change = { drop: [], disown: [], put: [], own: [] };

interface UserDevice {
  readonly uid: string;
  readonly device: Device;
}

export type NewDevice = Omit<Device, 'createdAt' | 'lastSeenAt' | 'problem'>;

/**
 * Plans the save of a device that is saved already: writes nothing, or a new `lastSeenAt`. Returns
 * undefined if more must be written. Only the user's own devices are needed: any save that gives
 * the target to another user or device removes it from this one in the same transaction.
 */
export function planSeenAgain(
  uid: string,
  newDevice: NewDevice,
  mine: readonly Device[],
  now: number,
): Change | undefined {
  const before = mine.find((each) => each.deviceId === newDevice.deviceId);
  if (before === undefined || !isUnchanged(before, newDevice)) return undefined;
  const { createdAt, lastSeenAt } = before;
  if (now - lastSeenAt < REFRESH_MS) return NOTHING;
  // Counted from its creation, so that not all devices are written on the same day.
  const weekOf = (time: number) => Math.floor((time - createdAt) / INDEX_REFRESH_MS);
  if (weekOf(now) !== weekOf(lastSeenAt)) return undefined;
  return { ...NOTHING, put: [{ uid, device: { ...before, lastSeenAt: now } }] };
}

/** Plans a save after which only this device has its target. `holder` is who has it now. */
export function planSave(
  uid: string,
  newDevice: NewDevice,
  mine: readonly Device[],
  holder: Holder | undefined,
  now: number,
): Change {
  const before = mine.find((each) => each.deviceId === newDevice.deviceId);
  const device: Device = { ...newDevice, createdAt: before?.createdAt ?? now, lastSeenAt: now };
  const others = mine.filter((each) => each.deviceId !== newDevice.deviceId);
  const duplicates = others.filter((each) => sameTarget(each.target, newDevice.target));
  const surplus = others
    .filter((each) => !duplicates.includes(each))
    .sort((a, b) => b.lastSeenAt - a.lastSeenAt)
    .slice(MAX_DEVICES - 1);
  const replaced = before && !sameTarget(before.target, newDevice.target) ? [before] : [];
  return {
    drop: [
      ...[...duplicates, ...surplus].map(({ deviceId }) => ({ uid, deviceId })),
      ...(holder && holder.uid !== uid ? [holder] : []),
    ],
    disown: [...surplus, ...replaced].map((each) => targetId(each.target)),
    put: [{ uid, device }],
    own: [{ uid, device }],
  };
}

export function planRemoval(
  uid: string,
  mine: readonly Device[],
  matches: (device: Device) => boolean,
): Change {
  const removed = mine.filter(matches);
  return {
    ...NOTHING,
    drop: removed.map(({ deviceId }) => ({ uid, deviceId })),
    disown: removed.map((each) => targetId(each.target)),
  };
}

function isUnchanged(before: Device, newDevice: NewDevice): boolean {
  return (
    before.problem === undefined &&
    sameTarget(before.target, newDevice.target) &&
    before.platform === newDevice.platform &&
    before.locale === newDevice.locale &&
    before.timeZone === newDevice.timeZone &&
    before.appVersion === newDevice.appVersion
  );
}
