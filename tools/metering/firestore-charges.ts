import type { EventEmitter } from 'node:events';
import { SENDING_PATH } from '../../functions/src/fcm/gate.ts';

export interface FirestoreCharges {
  reads: number;
  writes: number;
  deletes: number;
  /** Documents that were written and that the client had read or written before. */
  readonly rewritten: string[];
}

interface Document {
  readonly name?: string | null;
  readonly fields?: object | null;
}

interface Write {
  readonly delete?: string | null;
  readonly update?: Document | null;
}

/** Of `batchGetDocuments`, `runQuery` or `runAggregationQuery`. It has one of these fields. */
interface Response {
  readonly found?: Document | null;
  readonly missing?: string | null;
  readonly document?: Document | null;
  readonly result?: { readonly aggregateFields?: Readonly<Record<string, Count>> | null } | null;
}

interface Count {
  readonly integerValue?: string | number | null;
}

/** Index entries that an aggregation counts for the price of one read. */
const ENTRIES_PER_READ = 1000;

/** The two methods of the client through which all requests go. */
interface Wire {
  request(method: string, request: { writes?: readonly Write[] }, ...rest: unknown[]): unknown;
  requestStream(method: string, ...rest: unknown[]): Promise<EventEmitter>;
}

/**
 * Starts to count what Firestore charges for the client's requests: a read for each document that
 * is requested or found, one for a query that finds nothing, one for each thousand counted entries.
 * A new document with an expiry time also counts as the delete by its TTL policy. A write that a
 * precondition refuses counts as a write. The document that pauses sending does not count, because
 * instances read it at intervals.
 */
export function countCharges(db: object): FirestoreCharges {
  const charges = { reads: 0, writes: 0, deletes: 0, rewritten: [] as string[] };
  const known = new Set<string>();
  if (!isWire(db)) throw new TypeError('this Firestore client sends its requests in another way');
  const request = db.request.bind(db);
  const requestStream = db.requestStream.bind(db);

  db.request = (method, body, ...rest) => {
    for (const { delete: deleted, update } of body.writes ?? []) {
      if (deleted) charges.deletes += 1;
      if (!update?.name) continue;
      charges.writes += 1;
      if (known.has(update.name)) charges.rewritten.push(update.name);
      else if ('expireAt' in (update.fields ?? {})) charges.deletes += 1;
      known.add(update.name);
    }
    return request(method, body, ...rest);
  };
  db.requestStream = async (method, ...rest) => {
    const stream = await requestStream(method, ...rest);
    const emit = stream.emit.bind(stream);
    let reads = 0;
    // A listener would start the flow of the stream.
    stream.emit = (event: string | symbol, ...values: unknown[]) => {
      if (event === 'data') {
        const response = Object(values[0]) as Response;
        reads += readsOf(response);
        charges.reads += readsOf(response);
        const { name } = response.found ?? response.document ?? {};
        if (name) known.add(name);
      }
      if (event === 'end' && method === 'runQuery' && reads === 0) charges.reads += 1;
      return emit(event, ...values);
    };
    return stream;
  };
  return charges;
}

function isWire(db: object): db is Wire {
  return 'request' in db && 'requestStream' in db;
}

function readsOf({ found, missing, document, result }: Response): number {
  const name = found?.name ?? missing ?? document?.name;
  if (name) return name.endsWith(`/${SENDING_PATH}`) ? 0 : 1;
  const [count] = Object.values(result?.aggregateFields ?? {});
  return count ? Math.max(1, Math.ceil(Number(count.integerValue) / ENTRIES_PER_READ)) : 0;
}
