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

/** Who signed in, with an ID token of that time, ms since the epoch. */
export interface Caller {
  readonly uid: string;
  readonly issuedAt: number;
}

/** What can be the ID of a user's document. */
const UID = /^(?!\.{1,2}$)(?!__.*__$)[^/]{1,128}$/su;

export const userRef = (db: Firestore, uid: string) => db.collection(COLLECTIONS.devices).doc(uid);
/** By the ID of its target, who holds a device: what makes its owner the only one. */
export const owners = (db: Firestore) => db.collection('pushTokenOwners');
/** By uid, when an account was deleted, for as long as an ID token may outlive it. */
export const deletedUsers = (db: Firestore) => db.collection('deletedUsers');

/** Of this instance: whoever changes one user at a time is in nobody's way there. */
const inTurn = turns();

/** Decides from a user's document and writes over it, as often as it takes. Attempts count from 1. */
export function changing<T>(
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

/** One that somebody else has written in another shape holds nothing. */
export function parseHolder(owner: DocumentSnapshot): Holder | undefined {
  const { uid, deviceId }: Record<string, unknown> = owner.data() ?? {};
  if (typeof uid !== 'string' || typeof deviceId !== 'string' || !UID.test(uid)) return undefined;
  return { uid, deviceId };
}

/**
 * Writes a change at once, every document over the version that was read. One write per document:
 * dropped and put devices of a user go together. Fails where somebody else wrote meanwhile. Answers
 * false, and writes nothing, where the account of the one who saves was deleted after they signed in:
 * it reads that with a lock, for which whoever deletes it waits.
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
        const deletedAt: unknown = (await tx.get(deletedUsers(db).doc(caller.uid))).get(
          'deletedAt',
        );
        if (deletedAt instanceof Timestamp && caller.issuedAt <= deletedAt.toMillis()) return false;
      }
      for (const uid of new Set([...drop, ...put].map((each) => each.uid))) {
        const ref = userRef(db, uid);
        const user = found(ref);
        const entries = entriesOf(user);
        for (const each of drop) if (each.uid === uid) entries.delete(each.deviceId);
        for (const { uid: of, device } of put) {
          if (of !== uid) continue;
          entries.set(device.deviceId, {
            ...foreign(entries.get(device.deviceId)),
            ...toEntry(device),
          });
        }
        // As a whole: the SDK takes a path that ends in `constructor` for something that is there.
        const pushTokens = Object.fromEntries(entries);
        if (user !== undefined) tx.update(ref, { pushTokens }, versionOf(user));
        else if (entries.size > 0) tx.create(ref, { pushTokens });
      }
      for (const id of disown) {
        const owner = found(owners(db).doc(id));
        tx.delete(owners(db).doc(id), owner ? versionOf(owner) : {});
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

/** What somebody else keeps in a device's entry. */
function foreign(entry: unknown): object {
  const fields = Object.entries(Object(entry)).filter(([name]) => !ENTRY_FIELDS.includes(name));
  return Object.fromEntries(fields);
}

/** A user's devices as they are stored. */
function entriesOf(user: DocumentSnapshot | undefined): Map<string, unknown> {
  const pushTokens: unknown = user?.get('pushTokens');
  const isMap = typeof pushTokens === 'object' && !Array.isArray(pushTokens);
  return new Map(Object.entries(isMap ? Object(pushTokens) : {}));
}

function versionOf({ updateTime }: DocumentSnapshot) {
  return updateTime === undefined ? {} : { lastUpdateTime: updateTime };
}

function toEntry({ deviceId: _, target, createdAt, lastSeenAt, ...rest }: Device): object {
  return {
    ...Object.fromEntries([targetEntry(target)]),
    ...rest,
    createdAt: Timestamp.fromMillis(createdAt),
    lastSeenAt: Timestamp.fromMillis(lastSeenAt),
  };
}
