import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
  Timestamp,
  type Transaction,
} from 'firebase-admin/firestore';
import type { Target } from '../delivery/message.ts';
import { sameTarget, targetEntry, targetId } from '../delivery/target.ts';
import type { Device } from './device.ts';
import { type Change, type Holder, type NewDevice, planRemoval, planSave } from './ownership.ts';
import { parseDevices } from './parse-devices.ts';

/**
 * Transactions on one user's document wait for each other; a burst of saves from one account needs
 * more tries than the SDK's five.
 */
const TRANSACTION = { maxAttempts: 25 };

const userRef = (db: Firestore, uid: string) => db.collection('users').doc(uid);
const ownerRef = (db: Firestore, id: string) => db.collection('pushTokenOwners').doc(id);

/** Saves a device under its user and takes its target away from whoever had it. */
export async function saveDevice(
  db: Firestore,
  uid: string,
  device: NewDevice,
  now: number = Date.now(),
): Promise<void> {
  await db.runTransaction(async (tx) => {
    const [user, owner] = await tx.getAll(userRef(db, uid), ownerRef(db, targetId(device.target)));
    const holder = parseHolder(owner?.data());
    const stillHeld =
      holder === undefined ||
      holder.uid === uid ||
      holds(await readDevices(tx, userRef(db, holder.uid)), holder.deviceId, device.target);
    const mine = parseDevices(user?.get('pushTokens'));
    const change = planSave(uid, device, mine, stillHeld ? holder : undefined, now);
    if (change !== undefined) write(db, tx, change);
  }, TRANSACTION);
}

/** Removes those of a user's devices that match. Answers whether there was one. */
export async function removeDevices(
  db: Firestore,
  uid: string,
  matches: (device: Device) => boolean,
): Promise<boolean> {
  return db.runTransaction(async (tx) => {
    const change = planRemoval(uid, await readDevices(tx, userRef(db, uid)), matches);
    if (change !== undefined) write(db, tx, change);
    return change !== undefined;
  }, TRANSACTION);
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
      db.runTransaction(async (tx) => {
        const ref = userRef(db, uid);
        const device = (await readDevices(tx, ref)).find((each) => each.deviceId === deviceId);
        if (!device || device.problem !== undefined || !sameTarget(device.target, target)) return;
        tx.update(ref, new FieldPath('pushTokens', deviceId, 'problem'), 'SENDER_ID_MISMATCH');
      }, TRANSACTION),
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
  await db.runTransaction(async (tx) => {
    const mine = await readDevices(tx, userRef(db, uid));
    const current = await tx.getAll(...owners.map((each) => each.ref));
    const stale = new Set(
      current
        .filter(
          (each, i) => owners[i]?.updateTime && each.updateTime?.isEqual(owners[i].updateTime),
        )
        .map((each) => each.id),
    );
    const gone = mine.filter(
      (each) => stale.has(targetId(each.target)) && each.lastSeenAt < unseenSince,
    );
    const drop = gone.map(({ deviceId }) => ({ uid, deviceId }));
    write(db, tx, { drop, disown: [...stale], put: [] });
  }, TRANSACTION);
}

async function readDevices(tx: Transaction, user: DocumentReference): Promise<Device[]> {
  return parseDevices((await tx.get(user)).get('pushTokens'));
}

function holds(devices: readonly Device[], deviceId: string, target: Target): boolean {
  return devices.some((each) => each.deviceId === deviceId && sameTarget(each.target, target));
}

function parseHolder(data: Record<string, unknown> | undefined): Holder | undefined {
  const { uid, deviceId } = data ?? {};
  return typeof uid === 'string' && typeof deviceId === 'string' ? { uid, deviceId } : undefined;
}

/** One write per document: dropped and put devices of a user go together. */
function write(db: Firestore, tx: Transaction, { drop, disown, put }: Change): void {
  const entries = [
    ...drop.map(({ uid, deviceId }) => ({ uid, deviceId, entry: FieldValue.delete() })),
    ...put.map(({ uid, device }) => ({ uid, deviceId: device.deviceId, entry: toEntry(device) })),
  ];
  for (const [uid, theirs] of Map.groupBy(entries, (each) => each.uid)) {
    const pushTokens = Object.fromEntries(theirs.map(({ deviceId, entry }) => [deviceId, entry]));
    const mergeFields = theirs.map(({ deviceId }) => new FieldPath('pushTokens', deviceId));
    tx.set(userRef(db, uid), { pushTokens }, { mergeFields });
  }
  for (const id of disown) tx.delete(ownerRef(db, id));
  for (const { uid, device } of put) {
    const lastSeenAt = Timestamp.fromMillis(device.lastSeenAt);
    const { deviceId } = device;
    tx.set(ownerRef(db, targetId(device.target)), { uid, deviceId, lastSeenAt });
  }
}

function toEntry({ deviceId: _, target, createdAt, lastSeenAt, ...rest }: Device): object {
  return {
    ...Object.fromEntries([targetEntry(target)]),
    ...rest,
    createdAt: Timestamp.fromMillis(createdAt),
    lastSeenAt: Timestamp.fromMillis(lastSeenAt),
  };
}
