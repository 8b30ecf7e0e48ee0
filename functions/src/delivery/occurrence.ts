import { hash } from 'node:crypto';
import { fillPath, wildcardsOf } from '../events/document-id.ts';
import type {
  EventDefinition,
  Fields,
  Notification,
  Params,
  Skip,
} from '../events/event-definition.ts';
import type { EventStore } from '../events/event-store.ts';
import { IDS_BYTES, jsonBytes } from '../message/payload-limit.ts';
import type { Delivery } from './plan.ts';

/** One event that happened, as its pushes tell of it. */
export interface Occurrence {
  readonly definition: EventDefinition;
  readonly notification: Notification;
  /** The path of its document: what pushes replace each other by, unless it says otherwise. */
  readonly path: string;
}

/** Hex digits of the hash that is a delivery's ID: 128 bits. */
const ID_LENGTH = 32;

/**
 * The delivery of one document: the same for a redelivered event, and for a document that is
 * deleted and created again. Its record keeps the wildcards, from which retries read it anew.
 */
export function deliveryOf(
  { name, document }: EventDefinition,
  params: Params,
  createdAt: number,
): Delivery {
  const id = hash('sha256', `${name} ${fillPath(document, params)}`).slice(0, ID_LENGTH);
  return { id, about: { kind: name, ...params }, createdAt };
}

/** Reads what an event tells of: from its data where the caller has it, else from its document. */
export async function readOccurrence(
  definition: EventDefinition,
  about: Params,
  store: EventStore,
  given?: Fields,
): Promise<Skip | Occurrence> {
  const names = wildcardsOf(definition.document);
  const params = Object.fromEntries(names.map((name) => [name, about[name] ?? '']));
  const path = fillPath(definition.document, params);
  const data = given ?? (await store.read(path, definition.fields));
  if (data === undefined) return { skip: 'deleted' };
  const read = definition.read(params, data);
  if ('skip' in read) return read;
  const notification = read.describe(await store.lookUp(read.lookUps));
  if ('skip' in notification) return notification;
  if (bytesOfIds(notification) > IDS_BYTES) return { skip: 'IDs too long for a push' };
  return { definition, notification, path };
}

function bytesOfIds({ authorId, thread, data }: Notification): number {
  const ids = [authorId, thread.id, ...Object.values({ ...thread.data, ...data })];
  return ids.reduce((sum, id) => sum + jsonBytes(id), 0);
}
