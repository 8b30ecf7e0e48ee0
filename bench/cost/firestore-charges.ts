import type { EventEmitter } from 'node:events';

export interface FirestoreCharges {
  reads: number;
  writes: number;
  deletes: number;
}

interface Write {
  readonly delete?: string | null;
  readonly update?: { readonly fields?: object | null } | null;
  readonly currentDocument?: { readonly exists?: boolean } | null;
}

/** Of `batchGetDocuments` or `runQuery`: at most one of them is set. */
interface Response {
  readonly found?: unknown;
  readonly missing?: unknown;
  readonly document?: unknown;
}

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
 * that is asked for or found, and one for a query that finds nothing. A document that is created
 * with a time to expire will be deleted by the TTL policy, which is charged as well.
 */
export function countCharges(db: object): FirestoreCharges {
  const charges = { reads: 0, writes: 0, deletes: 0 };
  if (!isWire(db)) throw new TypeError('this Firestore client sends its requests in another way');
  const request = db.request.bind(db);
  const requestStream = db.requestStream.bind(db);

  db.request = (method, body, ...rest) => {
    for (const write of body.writes ?? []) {
      if (write.delete) charges.deletes += 1;
      else charges.writes += 1;
      if (willExpire(write)) charges.deletes += 1;
    }
    return request(method, body, ...rest);
  };
  db.requestStream = async (method, ...rest) => {
    const stream = await requestStream(method, ...rest);
    const isQuery = method === 'runQuery';
    let documents = 0;
    observe(stream, (event, response) => {
      if (event === 'data' && isDocument(response)) {
        documents += 1;
        charges.reads += 1;
      }
      if (event === 'end' && isQuery && documents === 0) charges.reads += 1;
    });
    return stream;
  };
  return charges;
}

function isWire(db: object): db is Wire {
  return 'request' in db && 'requestStream' in db;
}

function willExpire({ update, currentDocument }: Write): boolean {
  return currentDocument?.exists === false && 'expireAt' in (update?.fields ?? {});
}

function isDocument(response: unknown): boolean {
  if (typeof response !== 'object' || response === null) return false;
  const { found, missing, document }: Response = response;
  return Boolean(found ?? missing ?? document);
}

/** Sees the events of a stream without making it flow, as a listener would. */
function observe(stream: EventEmitter, see: (event: unknown, value: unknown) => void): void {
  const emit = stream.emit.bind(stream);
  stream.emit = (event: string | symbol, ...values: unknown[]) => {
    see(event, values[0]);
    return emit(event, ...values);
  };
}
