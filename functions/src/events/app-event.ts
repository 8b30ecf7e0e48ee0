import { hash } from 'node:crypto';
import { fillPath } from './document-id.ts';
import type {
  EventDefinition,
  Fields,
  Followers,
  LookUp,
  Notification,
  Params,
  Skip,
} from './event-definition.ts';

/** What happened, in plain values: records and tasks keep it, and it is enough to read it anew. */
export interface EventRef {
  /** The same for a redelivery, and for a document that is deleted and created again. */
  readonly id: string;
  /** The definition's name. */
  readonly name: string;
  /** The wildcards of its document's path. */
  readonly params: Params;
  /** When it happened, ms since the epoch. */
  readonly at: number;
}

/** An event as it was read. */
export interface AppEvent {
  readonly definition: EventDefinition;
  readonly notification: Notification;
  /** The path of its document: what pushes replace each other by, unless it says otherwise. */
  readonly path: string;
  /** Whom it concerns by name, each for one reason; never who did it. */
  readonly named: readonly { readonly uid: string; readonly reason: string }[];
  /** Those of its followers who were asked for. */
  readonly followers: { readonly uids: readonly string[]; readonly reason: string } | undefined;
}

/** Which followers to read, by their IDs: those after `after`, up to `upTo` or so many. */
export type FollowerRange = { readonly after: string | undefined } & (
  | { readonly upTo: string }
  | { readonly limit: number }
);

/** Documents by our names for their fields. */
export interface EventStore {
  /** The document at the path, or undefined where it has been deleted. */
  read(path: string, fields?: Readonly<Record<string, string>>): Promise<Fields | undefined>;
  /** What an event needs beside its own document, in one call; no fields where none exists. */
  lookUp(lookUps: readonly LookUp<unknown>[]): Promise<Fields[]>;
  /** The IDs of a collection's documents within the range, in their order. */
  followers(from: Followers, range: FollowerRange): Promise<string[]>;
}

/** What of an event is wanted. */
export interface Wanted {
  /** The document's fields, where the caller has them already. */
  readonly brought: Fields | undefined;
  readonly followers: FollowerRange | undefined;
  /** The time, ms since the epoch, for an event that nobody has been told of: it may be too early. */
  readonly now: number | undefined;
}

/** Nobody is to hear of it before, ms since the epoch. */
export interface TooEarly {
  readonly notBefore: number;
}

/**
 * What the IDs in one payload may take together, bytes of JSON. The rest of a payload with the longest
 * name takes less than 1,950 of 4,096 bytes, so some text always fits.
 */
export const IDS_BYTES = 1500;

/** Hex digits of the hash that is an event's ID: 128 bits. */
const ID_LENGTH = 32;

export function eventRef(
  { name, document }: EventDefinition,
  params: Params,
  at: number,
): EventRef {
  const id = hash('sha256', `${name} ${fillPath(document, params)}`).slice(0, ID_LENGTH);
  return { id, name, params, at };
}

/** Reads what an event tells and, beside the documents that it looks up, the followers wanted. */
export async function readEvent(
  definition: EventDefinition,
  { params, at }: EventRef,
  store: EventStore,
  { brought, followers: range, now }: Wanted,
): Promise<Skip | TooEarly | AppEvent> {
  const path = fillPath(definition.document, params);
  const data = brought ?? (await store.read(path, definition.fields));
  if (data === undefined) return { skip: 'deleted' };
  const read = definition.read(params, data);
  if ('skip' in read) return read;
  const { undoSeconds } = definition;
  const undoneBy = undoSeconds === undefined ? 0 : at + undoSeconds * 1000;
  const notBefore = Math.max(undoneBy, read.notBefore ?? 0);
  if (now !== undefined && now < notBefore) return { notBefore };
  const { followers: from } = read;
  const [found, uids] = await Promise.all([
    store.lookUp(read.lookUps),
    from && range ? store.followers(from, range) : [],
  ]);
  const notification = read.describe(found);
  if ('skip' in notification) return notification;
  if (bytesOfIds(notification) > IDS_BYTES) return { skip: 'IDs too long for a push' };
  const followers = from && { uids, reason: from.reason };
  return { definition, notification, path, named: namedIn(notification), followers };
}

/** Of several reasons for one person the first one counts. */
function namedIn({ authorId, audience }: Notification): AppEvent['named'] {
  const named = new Map<string, string>();
  for (const [uid, reason] of audience) {
    if (uid !== authorId && !named.has(uid)) named.set(uid, reason);
  }
  return [...named].map(([uid, reason]) => ({ uid, reason }));
}

function bytesOfIds({ authorId, thread, data }: Notification): number {
  const ids = [authorId, thread.id, ...Object.values({ ...thread.data, ...data })];
  return ids.reduce((sum, id) => sum + Buffer.byteLength(JSON.stringify(id)) - 2, 0);
}
