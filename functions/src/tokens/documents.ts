import {
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  Timestamp,
} from 'firebase-admin/firestore';
import { COLLECTIONS } from '../config/app-data.ts';
import { targetEntry, targetId } from '../fcm/message.ts';
import { type Device, ENTRY_FIELDS, parseDevices } from './device.ts';
import type { Change, Holder } from './ownership.ts';
import { optimistically, turns } from './turns.ts';

/** A signed-in user, and when their ID token was issued. */
export interface Caller {
  readonly uid: string;
  readonly issuedAt: number;
}

const UID = /^(?!\.{1,2}$)(?!__.*__$)[^/]{1,128}$/su;

export const userRef = (db: Firestore, uid: string) => db.collection(COLLECTIONS.devices).doc(uid);
/** Which device has a target, by the target's ID. This index makes each owner unique. */
export const owners = (db: Firestore) => db.collection('pushTokenOwners');
/** When an account was deleted, by uid. Kept as long as an ID token can be valid after it. */
export const deletedUsers = (db: Firestore) => db.collection('deletedUsers');

/** Only this instance: its changes of one user run one after the other. */
const inTurn = turns();

/** Reads a user's document, decides and writes, again after a conflict. `number` counts from 1. */
export function changeUser<T>(
  db: Firestore,
  uid: string,
  attempt: (user: DocumentSnapshot, number: number) => Promise<T>,
): Promise<T> {
  const once = async (number: number) => attempt(await userRef(db, uid).get(), number);
  return inTurn(uid, () => optimistically(once));
}

export function devicesOf(user: DocumentSnapshot): Device[] {
  return parseDevices(user.get('pushTokens'));
}

/** Returns the holder, or undefined if the document has another shape. */
export function parseHolder(owner: DocumentSnapshot): Holder | undefined {
  const { uid, deviceId }: Record<string, unknown> = owner.data() ?? {};
  if (typeof uid !== 'string' || typeof deviceId !== 'string' || !UID.test(uid)) return undefined;
  return { uid, deviceId };
}

/**
 * Writes a change in one transaction, each document over the version that was read. There is one
 * write per document: dropped and put devices of a user go together. Returns false and writes
 * nothing if the caller's account was deleted after they signed in. It reads that with a lock, and
 * the deletion waits for it.
 *
 * @throws if another writer changed one of the documents
 */
export function commit(
  db: Firestore,
  { drop, disown, put, own }: Change,
  read: readonly DocumentSnapshot[],
  caller?: Caller,
): Promise<boolean> {
  const found = (ref: DocumentReference) =>
    read.find((each) => each.exists && each.ref.path === ref.path);
  return db.runTransaction(
    async (tx) => {
      if (caller !== undefined) {
        const deleted = await tx.get(deletedUsers(db).doc(caller.uid));
        const deletedAt: unknown = deleted.get('deletedAt');
        if (deletedAt instanceof Timestamp && caller.issuedAt <= deletedAt.toMillis()) return false;
      }
      for (const uid of new Set([...drop, ...put].map((each) => each.uid))) {
        const ref = userRef(db, uid);
        const user = found(ref);
        const entries = entriesOf(user);
        for (const each of drop) if (each.uid === uid) entries.delete(each.deviceId);
        for (const { device } of put.filter((each) => each.uid === uid)) {
          const kept = appFields(entries.get(device.deviceId));
          entries.set(device.deviceId, { ...kept, ...toEntry(device) });
        }
        // As one map: in a field path, the SDK would misread an ID such as `constructor`.
        const pushTokens = Object.fromEntries(entries);
        if (user !== undefined) tx.update(ref, { pushTokens }, versionOf(user));
        else if (entries.size > 0) tx.create(ref, { pushTokens });
      }
      for (const id of disown) {
        const ref = owners(db).doc(id);
        tx.delete(ref, versionOf(found(ref)));
      }
      for (const { uid, device } of own) {
        const ref = owners(db).doc(targetId(device.target));
        const lastSeenAt = Timestamp.fromMillis(device.lastSeenAt);
        const holder = { uid, deviceId: device.deviceId, lastSeenAt };
        const owner = found(ref);
        if (owner === undefined) tx.create(ref, holder);
        else tx.update(ref, holder, versionOf(owner));
      }
      return true;
    },
    { maxAttempts: 1 },
  );
}

/** Returns the fields of a device's entry that belong to the app. */
function appFields(entry: unknown): object {
  const fields = Object.entries(Object(entry)).filter(([name]) => !ENTRY_FIELDS.includes(name));
  return Object.fromEntries(fields);
}

function entriesOf(user: DocumentSnapshot | undefined): Map<string, unknown> {
  const pushTokens: unknown = user?.get('pushTokens');
  const isMap = typeof pushTokens === 'object' && !Array.isArray(pushTokens);
  return new Map(Object.entries(isMap ? Object(pushTokens) : {}));
}

function versionOf(document: DocumentSnapshot | undefined) {
  return document?.updateTime ? { lastUpdateTime: document.updateTime } : {};
}

function toEntry({ deviceId: _, target, createdAt, lastSeenAt, ...rest }: Device): object {
  return {
    ...Object.fromEntries([targetEntry(target)]),
    ...rest,
    createdAt: Timestamp.fromMillis(createdAt),
    lastSeenAt: Timestamp.fromMillis(lastSeenAt),
  };
}
