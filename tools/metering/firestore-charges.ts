import type { EventEmitter } from 'node:events';
import { SENDING_PATH } from '../../functions/src/fcm/gate.ts';

export interface FirestoreCharges {
  reads: number;
  writes: number;
  deletes: number;
  /** Of documents that were there before, as far as the client had read or written them. */
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

/** Of `batchGetDocuments`, `runQuery` or `runAggregationQuery`: at most one of them is set. */
interface Response {
  readonly found?: Document | null;
  readonly missing?: string | null;
  readonly document?: Document | null;
  readonly result?: { readonly aggregateFields?: Readonly<Record<string, Value>> | null } | null;
}

interface Value {
  readonly integerValue?: string | number | null;
}

/** Index entries that an aggregation goes through for the price of one read. */
const ENTRIES_PER_READ = 1000;

/** Through these two methods every request of the client goes. */
interface Wire {
  request(method: string, request: { writes?: readonly Write[] }, ...rest: unknown[]): unknown;
  requestStream(
    method: string,
    bidirectional: boolean,
    request: object,
    ...rest: unknown[]
  ): Promise<EventEmitter>;
}

/**
 * Counts from now on what Firestore charges for, at the wire of the client: a read for each document
 * that is asked for or found, one for a query that finds nothing, one for each thousand entries that
 * are counted. A new document with a time to expire will be deleted by the TTL policy, which is
 * charged as well. A write that a precondition refuses counts like one that is done. The switch that
 * pauses sending is left out: when an instance looks at it is a matter of time, not of what it does.
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
    const isQuery = method === 'runQuery';
    let reads = 0;
    observe(stream, (event, response) => {
      if (event === 'data' && isResponse(response)) {
        reads += readsOf(response);
        charges.reads += readsOf(response);
        const { name } = response.found ?? response.document ?? {};
        if (name) known.add(name);
      }
      if (event === 'end' && isQuery && reads === 0) charges.reads += 1;
    });
    return stream;
  };
  return charges;
}

function isWire(db: object): db is Wire {
  return 'request' in db && 'requestStream' in db;
}

function isResponse(response: unknown): response is Response {
  return typeof response === 'object' && response !== null;
}

function readsOf({ found, missing, document, result }: Response): number {
  const name = found?.name ?? missing ?? document?.name;
  if (name) return name.endsWith(`/${SENDING_PATH}`) ? 0 : 1;
  const counted = Object.values(result?.aggregateFields ?? {});
  return (
    counted.length && Math.max(1, Math.ceil(Number(counted[0]?.integerValue) / ENTRIES_PER_READ))
  );
}

/** Sees the events of a stream without making it flow, as a listener would. */
function observe(stream: EventEmitter, see: (event: unknown, value: unknown) => void): void {
  const emit = stream.emit.bind(stream);
  stream.emit = (event: string | symbol, ...values: unknown[]) => {
    see(event, values[0]);
    return emit(event, ...values);
  };
}
