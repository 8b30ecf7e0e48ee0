import {
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  Timestamp,
} from 'firebase-admin/firestore';
import { COLLECTIONS } from '../config/app-data.ts';
import { sameTarget, type Target, targetEntry, targetId } from '../fcm/message.ts';
import type { Device } from './device.ts';
import { optimistically } from './optimistic.ts';
import {
  type Change,
  type Holder,
  type NewDevice,
  planRemoval,
  planSave,
  planSeenAgain,
} from './ownership.ts';
import { parseDevices } from './parse-devices.ts';

const userRef = (db: Firestore, uid: string) => db.collection(COLLECTIONS.users).doc(uid);
const ownerRef = (db: Firestore, id: string) => db.collection('pushTokenOwners').doc(id);

/**
 * Saves a device under its user and takes its target away from whoever had it. One that is saved
 * already costs the read of its user, and once a day a write.
 *
 * A target that the user has not is most often new. So nobody asks at first who holds it: the
 * creation of its index document fails where somebody does.
 */
export async function saveDevice(
  db: Firestore,
  uid: string,
  device: NewDevice,
  now: number = Date.now(),
): Promise<void> {
  await optimistically(async (attempt) => {
    const user = await userRef(db, uid).get();
    const mine = devicesOf(user);
    const seen = planSeenAgain(uid, device, mine, now);
    if (seen !== undefined) return commit(db, seen, [user]);
    const isNew = !mine.some((each) => sameTarget(each.target, device.target));
    if (isNew && attempt === 1) {
      return commit(db, planSave(uid, device, mine, undefined, now), [user]);
    }
    const owner = await ownerRef(db, targetId(device.target)).get();
    const read = [user, owner];
    const holder = parseHolder(owner.data());
    const other = holder !== undefined && holder.uid !== uid;
    if (other) read.push(await userRef(db, holder.uid).get());
    const stillHeld = !other || holds(read[2], holder.deviceId, device.target);
    await commit(db, planSave(uid, device, mine, stillHeld ? holder : undefined, now), read);
  });
}

/** Whether somebody has that target. */
export async function isSaved(db: Firestore, target: Target): Promise<boolean> {
  return (await ownerRef(db, targetId(target)).get()).exists;
}

/** Removes those of a user's devices that match. Answers whether there was one. */
export async function removeDevices(
  db: Firestore,
  uid: string,
  matches: (device: Device) => boolean,
): Promise<boolean> {
  return optimistically(async () => {
    const user = await userRef(db, uid).get();
    const change = planRemoval(uid, devicesOf(user), matches);
    if (change !== undefined) await commit(db, change, [user]);
    return change !== undefined;
  });
}

/** A device of a user as a push met it: it may have another token by now. */
export interface MetDevice {
  readonly uid: string;
  readonly deviceId: string;
  readonly target: Target;
}

/** Removes devices that FCM reported dead, each only while it still holds that same target. */
export async function forgetDevices(db: Firestore, dead: readonly MetDevice[]): Promise<void> {
  await Promise.all(
    [...Map.groupBy(dead, (each) => each.uid)].map(([uid, theirs]) =>
      removeDevices(db, uid, (device) =>
        theirs.some(
          (met) => met.deviceId === device.deviceId && sameTarget(met.target, device.target),
        ),
      ),
    ),
  );
}

/** Marks devices whose token belongs to another sender; the next save clears the mark. */
export async function markDevices(db: Firestore, mismatched: readonly MetDevice[]): Promise<void> {
  await Promise.all(
    mismatched.map(({ uid, deviceId, target }) =>
      optimistically(async () => {
        const user = await userRef(db, uid).get();
        const device = devicesOf(user).find((each) => each.deviceId === deviceId);
        if (!device || device.problem !== undefined || !sameTarget(device.target, target)) return;
        const entries = entriesOf(user);
        const mark = { problem: 'SENDER_ID_MISMATCH' };
        entries.set(deviceId, Object.assign({}, entries.get(deviceId), mark));
        await user.ref.update({ pushTokens: Object.fromEntries(entries) }, versionOf(user));
      }),
    ),
  );
}

/** Removes what these owner documents stand for, unless it was saved anew since they were read. */
export async function pruneHolders(
  db: Firestore,
  uid: string,
  owners: readonly DocumentSnapshot[],
  unseenSince: number,
): Promise<void> {
  await optimistically(async () => {
    const [user, ...current] = await db.getAll(userRef(db, uid), ...owners.map((each) => each.ref));
    const stale = new Set(
      current.filter((each, i) => isSameVersion(each, owners[i])).map((each) => each.id),
    );
    const met = devicesOf(user).filter((each) => stale.has(targetId(each.target)));
    // The index may be some days behind the user's document.
    const seen = met.filter((each) => each.lastSeenAt >= unseenSince);
    const gone = met.filter((each) => each.lastSeenAt < unseenSince);
    for (const each of seen) stale.delete(targetId(each.target));
    const drop = gone.map(({ deviceId }) => ({ uid, deviceId }));
    const own = seen.map((device) => ({ uid, device }));
    const read = user === undefined ? current : [user, ...current];
    await commit(db, { drop, disown: [...stale], put: [], own }, read);
  });
}

/**
 * A user's devices as they are stored. They are written back as a whole, over the version that was
 * read: the SDK takes the path of one named `constructor` for something that is there already.
 */
function entriesOf(user: DocumentSnapshot | undefined): Map<string, unknown> {
  const pushTokens: unknown = user?.get('pushTokens');
  return new Map(isMap(pushTokens) ? Object.entries(pushTokens) : []);
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function devicesOf(user: DocumentSnapshot | undefined): Device[] {
  return parseDevices(user?.get('pushTokens'));
}

function holds(user: DocumentSnapshot | undefined, deviceId: string, target: Target): boolean {
  return devicesOf(user).some(
    (each) => each.deviceId === deviceId && sameTarget(each.target, target),
  );
}

function isSameVersion(a: DocumentSnapshot, b: DocumentSnapshot | undefined): boolean {
  return b?.updateTime !== undefined && a.updateTime?.isEqual(b.updateTime) === true;
}

function parseHolder(data: Record<string, unknown> | undefined): Holder | undefined {
  const { uid, deviceId } = data ?? {};
  return typeof uid === 'string' && typeof deviceId === 'string' ? { uid, deviceId } : undefined;
}

function versionOf({ updateTime }: DocumentSnapshot) {
  return updateTime === undefined ? {} : { lastUpdateTime: updateTime };
}

/**
 * Writes a change at once, every document over the version that was read. One write per document:
 * dropped and put devices of a user go together. Fails where somebody else wrote meanwhile.
 */
async function commit(
  db: Firestore,
  { drop, disown, put, own }: Change,
  read: readonly DocumentSnapshot[],
): Promise<void> {
  if (drop.length + disown.length + put.length + own.length === 0) return;
  const batch = db.batch();
  const found = (ref: DocumentReference) =>
    read.find((each) => each.exists && each.ref.path === ref.path);

  const uids = new Set([...drop, ...put].map(({ uid }) => uid));
  for (const uid of uids) {
    const ref = userRef(db, uid);
    const user = found(ref);
    const entries = entriesOf(user);
    for (const { deviceId } of drop.filter((each) => each.uid === uid)) entries.delete(deviceId);
    for (const { device } of put.filter((each) => each.uid === uid)) {
      entries.set(device.deviceId, toEntry(device));
    }
    const pushTokens = Object.fromEntries(entries);
    if (user !== undefined) batch.update(ref, { pushTokens }, versionOf(user));
    else if (entries.size > 0) batch.create(ref, { pushTokens });
  }
  for (const id of disown) {
    const owner = found(ownerRef(db, id));
    batch.delete(ownerRef(db, id), owner ? versionOf(owner) : {});
  }
  for (const { uid, device } of own) {
    const ref = ownerRef(db, targetId(device.target));
    const lastSeenAt = Timestamp.fromMillis(device.lastSeenAt);
    const holder = { uid, deviceId: device.deviceId, lastSeenAt };
    const owner = found(ref);
    if (owner === undefined) batch.create(ref, holder);
    else batch.update(ref, holder, versionOf(owner));
  }
  await batch.commit();
}

function toEntry({ deviceId: _, target, createdAt, lastSeenAt, ...rest }: Device): object {
  return {
    ...Object.fromEntries([targetEntry(target)]),
    ...rest,
    createdAt: Timestamp.fromMillis(createdAt),
    lastSeenAt: Timestamp.fromMillis(lastSeenAt),
  };
}
