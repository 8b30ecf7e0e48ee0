import { type DocumentSnapshot, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { sameTarget, type Target, targetId } from '../fcm/message.ts';
import type { Device } from './device.ts';
import {
  type Caller,
  changing,
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

/** Devices that are pruned at a time: some seconds of transactions. */
const PAGE_SIZE = 200;
/** Twice what an ID token outlives its account by, ms. */
const DELETED_KEPT_MS = 2 * 60 * 60_000;

/**
 * Saves a device under its user and takes its target away from whoever had it. One that is saved
 * already costs the read of its user, and once a day a write. Answers false, and saves nothing, where
 * the caller's account has been deleted.
 *
 * A target that the user has not is most often new. So nobody asks at first who holds it: the
 * creation of its index document fails where somebody does.
 */
export function saveDevice(
  db: Firestore,
  caller: Caller,
  device: NewDevice,
  now: number = Date.now(),
): Promise<boolean> {
  const { uid } = caller;
  return changing(db, uid, async (user, attempt) => {
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
        const met = { ...holder, target: device.target };
        if (!devicesOf(other).some((each) => isMet(each, met))) holder = undefined;
      }
    }
    // Of an account that is deleted, none that is there stays.
    return commit(db, planSave(uid, device, mine, holder, now), read, isNew ? caller : undefined);
  });
}

/** Whether somebody has that target. */
export async function isSaved(db: Firestore, target: Target): Promise<boolean> {
  return (await owners(db).doc(targetId(target)).get()).exists;
}

/** Removes those of a user's devices that match. Answers whether there was one. */
export function removeDevices(
  db: Firestore,
  uid: string,
  matches: (device: Device) => boolean,
): Promise<boolean> {
  return changing(db, uid, async (user) => {
    const change = planRemoval(uid, devicesOf(user), matches);
    return change.drop.length > 0 && commit(db, change, [user]);
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
      removeDevices(db, uid, (device) => theirs.some((met) => isMet(device, met))),
    ),
  );
}

/** Marks devices whose token belongs to another sender; the next save clears the mark. */
export async function markDevices(db: Firestore, mismatched: readonly MetDevice[]): Promise<void> {
  await Promise.all(
    mismatched.map((met) =>
      changing(db, met.uid, async (user) => {
        const device = devicesOf(user).find((each) => isMet(each, met));
        if (device === undefined || device.problem !== undefined) return;
        const marked = {
          uid: met.uid,
          device: { ...device, problem: 'SENDER_ID_MISMATCH' as const },
        };
        await commit(db, { ...NOTHING, put: [marked] }, [user]);
      }),
    ),
  );
}

/**
 * Removes the devices not seen since a time, ms since the epoch, the longest unseen first, until
 * there are none or the time to stop has come: what is left is what the next call begins with.
 * Reads no more than it removes: the owners of targets are indexed by `lastSeenAt`.
 */
export async function pruneStaleTokens(
  db: Firestore,
  unseenSince: number,
  stopAt: number,
  now: () => number = Date.now,
): Promise<number> {
  const stale = owners(db).where('lastSeenAt', '<', Timestamp.fromMillis(unseenSince));
  let pruned = 0;
  while (now() < stopAt) {
    const page = await stale.orderBy('lastSeenAt').limit(PAGE_SIZE).get();
    if (page.empty) break;
    const byUser = Map.groupBy(page.docs, (each) => parseHolder(each)?.uid);
    await Promise.all([...byUser].map(([uid, theirs]) => prune(db, uid, theirs, unseenSince)));
    pruned += page.size;
  }
  return pruned;
}

/**
 * Removes a deleted account's devices, whether its document is there or has gone, and has who still
 * holds an ID token of it save none. Call it as often as you like.
 */
export async function removeAccount(
  db: Firestore,
  uid: string,
  deletedAt: number,
  now: number = Date.now(),
): Promise<void> {
  // First: whoever saves now has either read it, or is seen by what follows.
  await deletedUsers(db)
    .doc(uid)
    .set({
      deletedAt: Timestamp.fromMillis(deletedAt),
      expireAt: Timestamp.fromMillis(now + DELETED_KEPT_MS),
    });
  await removeDevices(db, uid, () => true);
  const left = await owners(db).where('uid', '==', uid).get();
  if (!left.empty) await prune(db, uid, left.docs, Number.POSITIVE_INFINITY);
}

/** Removes the devices of these owner documents, but for those that were seen since a time. */
async function prune(
  db: Firestore,
  uid: string | undefined,
  found: readonly DocumentSnapshot[],
  unseenSince: number,
): Promise<unknown> {
  if (uid === undefined) return Promise.all(found.map(({ ref }) => ref.delete()));
  return changing(db, uid, async (user) => {
    const all = await db.getAll(...found.map(({ ref }) => ref));
    const theirs = all.filter((each) => parseHolder(each)?.uid === uid);
    const ids = new Set(theirs.map(({ id }) => id));
    const mine = devicesOf(user).filter(({ target }) => ids.delete(targetId(target)));
    // The index may be some days behind the user's document.
    const isSeen = ({ lastSeenAt }: Device) => lastSeenAt >= unseenSince;
    const { drop, disown } = planRemoval(uid, mine, (each) => !isSeen(each));
    const own = mine.filter(isSeen).map((device) => ({ uid, device }));
    return commit(db, { drop, disown: [...disown, ...ids], put: [], own }, [user, ...theirs]);
  });
}

function isMet(device: Device, met: MetDevice): boolean {
  return device.deviceId === met.deviceId && sameTarget(device.target, met.target);
}
