import { FieldPath, type Firestore } from 'firebase-admin/firestore';
import { COLLECTIONS, USER_FIELDS } from '../config/app-data.ts';
import { fillPath } from '../events/document-id.ts';
import { fieldsOf } from '../events/event-store.ts';
import { parseUser, type User } from './user.ts';

const { locale, notificationSettings } = USER_FIELDS;
/** Our name for each field that is read of a user → the app's name. */
const FIELDS = { locale, notificationSettings, pushTokens: 'pushTokens' };

/** Maximum number of values that Firestore accepts in one `in` filter. */
const MAX_IN = 30;

export interface UserStore {
  /** Returns the users with these IDs that exist. */
  users(uids: readonly string[]): Promise<User[]>;
  /** Returns which users have blocked the author. Costs a read for 30 users and for each block. */
  blockedBy(uids: readonly string[], authorId: string): Promise<Set<string>>;
}

export function userStore(db: Firestore): UserStore {
  return {
    async users(uids) {
      if (uids.length === 0) return [];
      const refs = uids.map((uid) => db.collection(COLLECTIONS.devices).doc(uid));
      const found = await db.getAll(...refs, { fieldMask: Object.values(FIELDS) });
      const existing = found.filter((user) => user.exists);
      return existing.map((user) => parseUser(user.id, fieldsOf(user, FIELDS)));
    },
    async blockedBy(uids, authorId) {
      const blocks = uids.map((uid) =>
        db.collection(fillPath(COLLECTIONS.blocked, { uid })).doc(authorId),
      );
      const [first] = blocks;
      if (first === undefined) return new Set();
      // A get is charged for each requested document, a query only for those that it finds.
      const group = db.collectionGroup(first.parent.id).select();
      const found = await Promise.all(
        partsOf(blocks, MAX_IN).map((part) =>
          group.where(FieldPath.documentId(), 'in', part).get(),
        ),
      );
      const paths = new Set(found.flatMap(({ docs }) => docs.map(({ ref }) => ref.path)));
      return new Set(uids.filter((_, index) => paths.has(blocks[index]?.path ?? '')));
    },
  };
}

/** Splits a list into parts of at most `size` items. */
export function partsOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
