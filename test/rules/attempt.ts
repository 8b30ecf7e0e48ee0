import type { RulesTestContext } from '@firebase/rules-unit-testing';
import { fieldsInApp, groupInApp, pathInApp } from './app-names.ts';

export type Firestore = ReturnType<RulesTestContext['firestore']>;

/** A client that nobody has signed in to. */
export const NOBODY = undefined;

/** What is tried, the uid of the one who tries it, and the request. */
export type Attempt = readonly [
  title: string,
  uid: string | undefined,
  request: (db: Firestore) => Promise<unknown>,
];

export interface Attempts {
  readonly allowed: readonly Attempt[];
  /** Each breaks one condition of the rules and no other. */
  readonly denied: readonly Attempt[];
}

type Fields = Readonly<Record<string, unknown>>;

export const get = (path: string) => (db: Firestore) => db.doc(pathInApp(path)).get();

export const collection = (db: Firestore, path: string) => db.collection(pathInApp(path));

export const list = (path: string) => (db: Firestore) => collection(db, path).get();

export const listGroup = (collectionId: string) => (db: Firestore) =>
  db.collectionGroup(groupInApp(collectionId)).get();

/** Creates the document, or replaces it where it exists. */
export const set = (path: string, fields: Fields) => (db: Firestore) =>
  db.doc(pathInApp(path)).set(fieldsInApp(path, fields));

export const update = (path: string, fields: Fields) => (db: Firestore) =>
  db.doc(pathInApp(path)).update(fieldsInApp(path, fields));

export const remove = (path: string) => (db: Firestore) => db.doc(pathInApp(path)).delete();

export const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name));
