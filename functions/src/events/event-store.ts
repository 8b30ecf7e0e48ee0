import {
  DocumentReference,
  type DocumentSnapshot,
  FieldPath,
  type Firestore,
} from 'firebase-admin/firestore';
import type { EventStore } from './app-event.ts';
import type { Fields } from './event-definition.ts';

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
    async followers({ collection }, range) {
      const all = db.collection(collection).orderBy(FieldPath.documentId()).select();
      const from = range.after === undefined ? all : all.startAfter(range.after);
      const found = await ('limit' in range
        ? from.limit(range.limit)
        : from.endAt(range.upTo)
      ).get();
      return found.docs.map((each) => each.id);
    },
  };
}

/** Returns a document's data by our names. A reference becomes the ID of its document. */
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
