import { fieldsInApp, groupInApp, pathInApp } from './app-names.ts';
import {
  type Client,
  DELETED,
  DOCUMENT_ID,
  type End,
  type Fields,
  SERVER_TIMESTAMP,
} from './rules-client.ts';

export const serverTimestamp = () => SERVER_TIMESTAMP;
export const deleteField = () => DELETED;

/** A client that nobody has signed in to. */
export const NOBODY = undefined;

/** What is tried, the uid of the one who tries it, and the request. */
export type Attempt = readonly [title: string, uid: string | undefined, request: Request];

export interface Attempts {
  readonly allowed: readonly Attempt[];
  /** Each breaks one condition of the rules and no other. */
  readonly denied: readonly Attempt[];
}

type Request = (client: Client) => Promise<End>;

export const get =
  (path: string): Request =>
  (client) =>
    client.get(pathInApp(path));

export const list =
  (path: string): Request =>
  (client) =>
    client.list(pathInApp(path));

export const listGroup =
  (collectionId: string): Request =>
  (client) =>
    client.listGroup(groupInApp(collectionId));

/** Those of a collection whose field is a value. */
export const query =
  (path: string, field: string, value: unknown): Request =>
  (client) =>
    client.query(pathInApp(path), field, value);

export const queryById = (path: string, id: string): Request => query(path, DOCUMENT_ID, id);

/** Creates the document, or replaces it where it exists. */
export const set =
  (path: string, fields: Fields): Request =>
  (client) =>
    client.set(pathInApp(path), fieldsInApp(path, fields));

export const update =
  (path: string, fields: Fields): Request =>
  (client) =>
    client.update(pathInApp(path), fieldsInApp(path, fields));

export const remove =
  (path: string): Request =>
  (client) =>
    client.remove(pathInApp(path));

export const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name));
