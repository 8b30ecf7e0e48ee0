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

/** A reference to an event, in plain values. Records and tasks store it to read the event again. */
export interface EventRef {
  /** The same for a redelivery, and for a document that was deleted and created again. */
  readonly id: string;
  /** The definition's name. */
  readonly name: string;
  /** The wildcards of its document's path. */
  readonly params: Params;
  /** What happened, if the event is a change of its document. */
  readonly what?: string;
  readonly at: number;
}

/** A user whom an event names, with the reason. */
export interface Named {
  readonly uid: string;
  readonly reason: string;
}

/** An event that was read. */
export interface AppEvent {
  readonly definition: EventDefinition;
  readonly notification: Notification;
  /** The path of its document. It is the default of `collapseKey`. */
  readonly path: string;
  /** What happened, if the event is a change of its document. */
  readonly what: string | undefined;
  readonly reasons: EventDefinition['reasons'];
  /** The users whom it names, each with one reason, without its author. */
  readonly named: readonly Named[];
  /** The requested followers. */
  readonly followers: { readonly uids: readonly string[]; readonly reason: string } | undefined;
}

/** Which followers to read: the IDs after `after`, up to `upTo` or to a maximum number. */
export type FollowerRange = { readonly after: string | undefined } & (
  | { readonly upTo: string }
  | { readonly limit: number }
);

/** Reads documents, with our names for their fields. */
export interface EventStore {
  /** Returns the document at the path, or undefined if it does not exist. */
  read(path: string, fields?: Readonly<Record<string, string>>): Promise<Fields | undefined>;
  /** Reads the other documents that an event needs, in one call. A missing one has no fields. */
  lookUp(lookUps: readonly LookUp<unknown>[]): Promise<Fields[]>;
  /** Returns the IDs of a collection's documents in the range, sorted. */
  followers(from: Followers, range: FollowerRange): Promise<string[]>;
}

/** Options of `readEvent`. */
export interface ReadOptions {
  /** The document's fields, if the caller has them. */
  readonly brought: Fields | undefined;
  readonly followers: FollowerRange | undefined;
  /** The current time, if no push has been sent yet and so it can be too early. */
  readonly now: number | undefined;
}

/** No push may be sent before this time. */
export interface TooEarly {
  readonly notBefore: number;
}

/**
 * Maximum size of an event's data in bytes of JSON: a comment with IDs of 1,500 bytes. With the
 * longest name and target, 4,096 bytes then still have room for some text.
 */
export const DATA_BYTES = 1_536;

/** Length of an event's ID in hex digits: 128 bits of a hash. */
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

/**
 * Reads an event: its document, the documents that it looks up, and the requested followers.
 *
 * @returns the event, or why there are no pushes, or when it is no longer too early
 */
export async function readEvent(
  definition: EventDefinition,
  { params, what }: EventRef,
  store: EventStore,
  { brought, followers: range, now }: ReadOptions,
): Promise<Skip | TooEarly | AppEvent> {
  const path = fillPath(definition.document, params);
  const data = brought ?? (await store.read(path, definition.fields));
  if (data === undefined) return { skip: 'deleted' };
  const read = definition.read(params, data, what);
  if ('skip' in read) return read;
  const { notBefore = 0 } = read;
  if ((now ?? Number.POSITIVE_INFINITY) < notBefore) return { notBefore };
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

/** Returns whether its title has no name of its author. */
export function isUnnamed({ notification: { authorId, authorName, title } }: AppEvent): boolean {
  return title === undefined && authorId !== undefined && authorName === undefined;
}

/** If a user has several reasons, the first one counts. */
function namedIn({ authorId, audience }: Notification): AppEvent['named'] {
  const named = new Map<string, string>();
  for (const [uid, reason] of audience) {
    if (uid !== undefined && uid !== authorId && !named.has(uid)) named.set(uid, reason);
  }
  return [...named].map(([uid, reason]) => ({ uid, reason }));
}

function bytesOfData({ authorId = '', thread, data }: Notification): number {
  return Buffer.byteLength(JSON.stringify([authorId, thread.id, { ...thread.data, ...data }]));
}
