import { DocumentReference, type DocumentSnapshot, type Firestore } from 'firebase-admin/firestore';
import type { Fields, LookUp } from './event-definition.ts';

/** Documents by our names for their fields. */
export interface EventStore {
  /** The document at the path, or undefined where it has been deleted. */
  read(path: string, fields?: Readonly<Record<string, string>>): Promise<Fields | undefined>;
  /** What an event needs beside its own document, in one call; no fields where none exists. */
  lookUp(lookUps: readonly LookUp<unknown>[]): Promise<Fields[]>;
}

export function eventStore(db: Firestore): EventStore {
  return {
    async read(path, fields) {
      const found = await db.doc(path).get();
      return found.exists ? fieldsOf(found, fields) : undefined;
    },
    async lookUp(lookUps) {
      if (lookUps.length === 0) return [];
      const fieldMask = [...new Set(lookUps.flatMap(({ fields }) => Object.values(fields)))];
      const refs = lookUps.map(({ path }) => db.doc(path));
      const found = await db.getAll(...refs, { fieldMask });
      return lookUps.map(({ fields }, index) => fieldsOf(found[index], fields));
    },
  };
}

/** A document's data by our names for its fields; a reference is the ID of its document. */
export function fieldsOf(
  document: DocumentSnapshot | undefined,
  fields?: Readonly<Record<string, string>>,
): Fields {
  if (document?.exists !== true) return {};
  const entries = fields
    ? Object.entries(fields).map(([ours, theirs]) => [ours, document.get(theirs)])
    : Object.entries(document.data() ?? {});
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof DocumentReference ? value.id : value]),
  );
}
