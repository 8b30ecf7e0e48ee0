import { type DocumentSnapshot, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { type Push, sameTarget, type Target, targetId } from '../fcm/message.ts';
import type { Device } from './device.ts';
import {
  type Caller,
  changeUser,
  commit,
  deletedUsers,
  devicesOf,
  owners,
  parseHolder,
  userRef,
} from './documents.ts';
import {
  type Holder,
  type NewDevice,
  NOTHING,
  planRemoval,
  planSave,
  planSeenAgain,
} from './ownership.ts';

/** Devices that are pruned at the same time: some seconds of transactions. */
const PAGE_SIZE = 200;
/** Twice as long as an ID token is valid after its account was deleted, in milliseconds. */
const DELETED_KEPT_MS = 2 * 60 * 60_000;

/**
 * Saves a device under its user and takes its target away from any other user. If the device is
 * saved already, this costs one read, and one write a day. Returns false and saves nothing if the
 * caller's account has been deleted.
 *
 * A target that the user does not have yet is usually new. So the first attempt does not look for
 * another holder: if there is one, the creation of the index document fails.
 */
export function saveDevice(
  db: Firestore,
  caller: Caller,
  device: NewDevice,
  now: number,
): Promise<boolean> {
  const { uid } = caller;
  return changeUser(db, uid, async (user, attempt) => {
    const mine = devicesOf(user);
    const seen = planSeenAgain(uid, device, mine, now);
    if (seen !== undefined) return commit(db, seen, [user]);
    const isNew = !mine.some((each) => sameTarget(each.target, device.target));
    const read = [user];
    let holder: Holder | undefined;
    if (attempt > 1 || !isNew) {
      const owner = await owners(db).doc(targetId(device.target)).get();
      read.push(owner);
      holder = parseHolder(owner);
      if (holder !== undefined && holder.uid !== uid) {
        const other = await userRef(db, holder.uid).get();
        read.push(other);
        const snapshot = { ...holder, target: device.target };
        if (!devicesOf(other).some((each) => hasSameTarget(each, snapshot))) holder = undefined;
      }
    }
    // Only a new device needs the check: the devices of a deleted account are removed.
    return commit(db, planSave(uid, device, mine, holder, now), read, isNew ? caller : undefined);
  });
}

export async function isSaved(db: Firestore, target: Target): Promise<boolean> {
  return (await owners(db).doc(targetId(target)).get()).exists;
}

/** Removes the devices of a user that match. Returns whether there was one. */
export function removeDevices(
  db: Firestore,
  uid: string,
  matches: (device: Device) => boolean,
): Promise<boolean> {
  return changeUser(db, uid, async (user) => {
    const change = planRemoval(uid, devicesOf(user), matches);
    return change.drop.length > 0 && commit(db, change, [user]);
  });
}

/** A device of a user as it was when a push was composed. Its target may have changed since. */
export type DeviceSnapshot = Pick<Push, 'uid' | 'deviceId' | 'target'>;

/** Removes devices that FCM reported dead, but only if they still have the same target. */
export async function forgetDevices(db: Firestore, dead: readonly DeviceSnapshot[]): Promise<void> {
  await Promise.all(
    [...Map.groupBy(dead, (each) => each.uid)].map(([uid, theirs]) =>
      removeDevices(db, uid, (device) =>
        theirs.some((snapshot) => hasSameTarget(device, snapshot)),
      ),
    ),
  );
}

/** Marks devices whose token belongs to another sender. The next save clears the mark. */
export async function markDevices(
  db: Firestore,
  mismatched: readonly DeviceSnapshot[],
): Promise<void> {
  await Promise.all(
    mismatched.map((snapshot) =>
      changeUser(db, snapshot.uid, async (user) => {
        const device = devicesOf(user).find((each) => hasSameTarget(each, snapshot));
        if (device === undefined || device.problem !== undefined) return;
        const marked: Device = { ...device, problem: 'SENDER_ID_MISMATCH' };
        const put = [{ uid: snapshot.uid, device: marked }];
        await commit(db, { ...NOTHING, put }, [user]);
      }),
    ),
  );
}

/**
 * Removes devices that were last seen before `seenBefore`, the oldest first, until none is left or
 * `stopAt` is reached. Reads no more than it removes. Returns the number of removed devices.
 */
export async function pruneStaleTokens(
  db: Firestore,
  seenBefore: number,
  stopAt: number,
  now: () => number,
): Promise<number> {
  const stale = owners(db).where('lastSeenAt', '<', Timestamp.fromMillis(seenBefore));
  let pruned = 0;
  while (now() < stopAt) {
    const page = await stale.orderBy('lastSeenAt').limit(PAGE_SIZE).get();
    if (page.empty) break;
    const byUser = Map.groupBy(page.docs, (each) => parseHolder(each)?.uid);
    await Promise.all([...byUser].map(([uid, theirs]) => prune(db, uid, theirs, seenBefore)));
    pruned += page.size;
  }
  return pruned;
}

/**
 * Removes the devices of a deleted account, even if its document does not exist any more. After
 * this, an ID token of the account that is still valid can save no device. It can be repeated.
 */
export async function removeAccount(
  db: Firestore,
  uid: string,
  deletedAt: number,
  now: number,
): Promise<void> {
  // This must be first: a concurrent save either reads it, or is removed by the next lines.
  await deletedUsers(db)
    .doc(uid)
    .set({
      deletedAt: Timestamp.fromMillis(deletedAt),
      expireAt: Timestamp.fromMillis(now + DELETED_KEPT_MS),
    });
  await removeDevices(db, uid, () => true);
  const remaining = await owners(db).where('uid', '==', uid).get();
  if (!remaining.empty) await prune(db, uid, remaining.docs, Number.POSITIVE_INFINITY);
}

/** Removes the devices of these owner documents that were last seen before `seenBefore`. */
async function prune(
  db: Firestore,
  uid: string | undefined,
  found: readonly DocumentSnapshot[],
  seenBefore: number,
): Promise<unknown> {
  if (uid === undefined) return Promise.all(found.map(({ ref }) => ref.delete()));
  return changeUser(db, uid, async (user) => {
    const all = await db.getAll(...found.map(({ ref }) => ref));
    const theirs = all.filter((each) => parseHolder(each)?.uid === uid);
    const ids = new Set(theirs.map(({ id }) => id));
    const mine = devicesOf(user).filter(({ target }) => ids.delete(targetId(target)));
    // The index may be some days older than the user's document.
    const isRecent = ({ lastSeenAt }: Device) => lastSeenAt >= seenBefore;
    const { drop, disown } = planRemoval(uid, mine, (each) => !isRecent(each));
    const own = mine.filter(isRecent).map((device) => ({ uid, device }));
    return commit(db, { drop, disown: [...disown, ...ids], put: [], own }, [user, ...theirs]);
  });
}

function hasSameTarget(device: Device, snapshot: DeviceSnapshot): boolean {
  return device.deviceId === snapshot.deviceId && sameTarget(device.target, snapshot.target);
}
