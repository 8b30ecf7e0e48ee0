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
  /** What happened, where the event is a change of its document. */
  readonly what?: string;
  /** When it happened, ms since the epoch. */
  readonly at: number;
}

/** Somebody whom an event concerns by name, and why. */
export interface Named {
  readonly uid: string;
  readonly reason: string;
}

/** An event as it was read. */
export interface AppEvent {
  readonly definition: EventDefinition;
  readonly notification: Notification;
  /** The path of its document: what pushes replace each other by, unless it says otherwise. */
  readonly path: string;
  /** What happened, where the event is a change of its document. */
  readonly what: string | undefined;
  readonly reasons: EventDefinition['reasons'];
  /** Whom it concerns by name, each for one reason; never who did it. */
  readonly named: readonly Named[];
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
 * What the data of an event may take in one payload, bytes of JSON: a comment's IDs take 1,500 then. The
 * rest of a payload with the longest name and target takes less than 2,450 of 4,096 bytes, so some text
 * always fits.
 */
export const DATA_BYTES = 1_536;

/** Hex digits of the hash that is an event's ID: 128 bits. */
const ID_LENGTH = 32;

export function eventRef(
  { name, document }: EventDefinition,
  params: Params,
  at: number,
  what?: string,
): EventRef {
  const key = [name, fillPath(document, params), ...(what === undefined ? [] : [what])].join(' ');
  const id = hash('sha256', key).slice(0, ID_LENGTH);
  return { id, name, params, at, ...(what !== undefined && { what }) };
}

/** Reads what an event tells and, beside the documents that it looks up, the followers wanted. */
export async function readEvent(
  definition: EventDefinition,
  { params, what, at }: EventRef,
  store: EventStore,
  { brought, followers: range, now }: Wanted,
): Promise<Skip | TooEarly | AppEvent> {
  const path = fillPath(definition.document, params);
  const data = brought ?? (await store.read(path, definition.fields));
  if (data === undefined) return { skip: 'deleted' };
  const read = definition.read(params, data, what);
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
  if (bytesOfData(notification) > DATA_BYTES) return { skip: 'data too long for a push' };
  const reasons = { ...definition.reasons, ...notification.reasons };
  const named = namedIn(notification);
  const unknown = [...named, ...(from ? [from] : [])].find(({ reason }) => !(reason in reasons));
  if (unknown) return { skip: `its definition has no reason ${unknown.reason}` };
  const followers = from && { uids, reason: from.reason };
  return { definition, notification, path, what, reasons, named, followers };
}

/** Whether its title has to do without the name of its author. */
export function isUnnamed({ notification: { authorId, authorName, title } }: AppEvent): boolean {
  return title === undefined && authorId !== undefined && authorName === undefined;
}

/** Of several reasons for one person the first one counts. */
function namedIn({ authorId, audience }: Notification): AppEvent['named'] {
  const named = new Map<string, string>();
  for (const [uid, reason] of audience) {
    if (uid !== authorId && !named.has(uid)) named.set(uid, reason);
  }
  return [...named].map(([uid, reason]) => ({ uid, reason }));
}

function bytesOfData({ authorId = '', thread, data }: Notification): number {
  return Buffer.byteLength(JSON.stringify([authorId, thread.id, { ...thread.data, ...data }]));
}
