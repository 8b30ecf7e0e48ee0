import { sameTarget, targetId } from '../fcm/message.ts';
import type { Device } from './device.ts';

/** A user keeps at most so many devices: more than anyone owns, few enough for one document. */
export const MAX_DEVICES = 20;
/** An unchanged device seen again within this, ms, costs no write. FCM: more than weekly is useless. */
const REFRESH_MS = 24 * 60 * 60_000;
/** How far the index may be behind in when a target was seen, ms: it is for pruning after weeks. */
const INDEX_REFRESH_MS = 7 * REFRESH_MS;

/** Who holds a target, as `pushTokenOwners/{targetId}` says: the index that makes owners unique. */
export interface Holder {
  readonly uid: string;
  readonly deviceId: string;
}

/** The writes of one transaction. A target is disowned before any is owned. */
export interface Change {
  readonly drop: readonly Holder[];
  readonly disown: readonly string[];
  readonly put: readonly Held[];
  /** Those that the index is to have as they are now. */
  readonly own: readonly Held[];
}

export const NOTHING: Change = { drop: [], disown: [], put: [], own: [] };

interface Held {
  readonly uid: string;
  readonly device: Device;
}

export type NewDevice = Omit<Device, 'createdAt' | 'lastSeenAt' | 'problem'>;

/**
 * Plans the save of a device that is saved already: nothing, or that it was seen again. Undefined
 * where that does not do. The user's own devices tell it, and nobody else need be asked who holds the
 * target: whatever gives it to another user or device takes it from this one in the same
 * transaction.
 */
export function planSeenAgain(
  uid: string,
  saved: NewDevice,
  mine: readonly Device[],
  now: number,
): Change | undefined {
  const before = mine.find((each) => each.deviceId === saved.deviceId);
  if (before === undefined || !isUnchanged(before, saved)) return undefined;
  const { createdAt, lastSeenAt } = before;
  if (now - lastSeenAt < REFRESH_MS) return NOTHING;
  // Counted from its creation, so that not all devices come on the same day.
  const weekOf = (time: number) => Math.floor((time - createdAt) / INDEX_REFRESH_MS);
  if (weekOf(now) !== weekOf(lastSeenAt)) return undefined;
  return { ...NOTHING, put: [{ uid, device: { ...before, lastSeenAt: now } }] };
}

/**
 * Plans the save of a device, so that its target lives under this user and device alone. The holder
 * is who has the target now, by the index and by their own document.
 */
export function planSave(
  uid: string,
  saved: NewDevice,
  mine: readonly Device[],
  holder: Holder | undefined,
  now: number,
): Change {
  const before = mine.find((each) => each.deviceId === saved.deviceId);
  const device: Device = { ...saved, createdAt: before?.createdAt ?? now, lastSeenAt: now };
  const others = mine.filter((each) => each.deviceId !== saved.deviceId);
  const doubles = others.filter((each) => sameTarget(each.target, saved.target));
  const surplus = others
    .filter((each) => !doubles.includes(each))
    .sort((a, b) => b.lastSeenAt - a.lastSeenAt)
    .slice(MAX_DEVICES - 1);
  const replaced = before && !sameTarget(before.target, saved.target) ? [before] : [];
  return {
    drop: [
      ...[...doubles, ...surplus].map(({ deviceId }) => ({ uid, deviceId })),
      ...(holder && holder.uid !== uid ? [holder] : []),
    ],
    disown: [...surplus, ...replaced].map((each) => targetId(each.target)),
    put: [{ uid, device }],
    own: [{ uid, device }],
  };
}

/** Plans the removal of those of a user's devices that match. */
export function planRemoval(
  uid: string,
  mine: readonly Device[],
  matches: (device: Device) => boolean,
): Change {
  const gone = mine.filter(matches);
  return {
    ...NOTHING,
    drop: gone.map(({ deviceId }) => ({ uid, deviceId })),
    disown: gone.map((each) => targetId(each.target)),
  };
}

function isUnchanged(before: Device, saved: NewDevice): boolean {
  return (
    before.problem === undefined &&
    sameTarget(before.target, saved.target) &&
    before.platform === saved.platform &&
    before.locale === saved.locale &&
    before.timeZone === saved.timeZone &&
    before.appVersion === saved.appVersion
  );
}
