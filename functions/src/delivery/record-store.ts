import { FieldValue, type Firestore, Timestamp } from 'firebase-admin/firestore';
import * as v from 'valibot';
import { type DeliveryRecord, FINAL_RESULTS } from './record.ts';

/** How long a record is kept after its event and after its pushes have expired, in milliseconds. */
export const KEPT_MS = 7 * 24 * 60 * 60_000;

const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;
const NOT_FOUND = 5;

/** A version of a record. A write over a version that is not the newest fails. */
export type Version = Pick<Timestamp, 'seconds' | 'nanoseconds'>;

export interface RecordStore {
  /** Writes a new record. Returns undefined if the record exists already. */
  create(id: string, record: DeliveryRecord): Promise<Version | undefined>;
  read(id: string): Promise<{ record: DeliveryRecord; version: Version } | undefined>;
  /** Replaces a version. Returns undefined if another writer has changed the record since. */
  replace(id: string, record: DeliveryRecord, version: Version): Promise<Version | undefined>;
}

export function recordStore(db: Firestore): RecordStore {
  const ref = (id: string) => db.collection('deliveries').doc(id);
  // An update with these values deletes each field that the record does not have.
  const deletedFields = Object.fromEntries(
    Object.keys(StoredRecord.entries).map((field) => [field, FieldValue.delete()]),
  );
  return {
    async create(id, record) {
      return undefinedOn(
        [ALREADY_EXISTS],
        async () => (await ref(id).create(toData(record))).writeTime,
      );
    },
    async read(id) {
      const found = await ref(id).get();
      const data = found.data();
      if (data === undefined || found.updateTime === undefined) return undefined;
      return { record: parseRecord(data), version: found.updateTime };
    },
    async replace(id, record, version) {
      return undefinedOn([FAILED_PRECONDITION, NOT_FOUND], async () => {
        const lastUpdateTime = new Timestamp(version.seconds, version.nanoseconds);
        const data = { ...deletedFields, ...toData(record) };
        return (await ref(id).update(data, { lastUpdateTime })).writeTime;
      });
    },
  };
}

async function undefinedOn<T>(
  codes: readonly number[],
  write: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof Error && 'code' in error && codes.some((code) => error.code === code)) {
      return undefined;
    }
    throw error;
  }
}

const Millis = v.pipe(
  v.custom<Timestamp>((value) => value instanceof Timestamp),
  v.transform((value) => value.toMillis()),
);

const Addressee = { uid: v.string(), deviceId: v.string(), reason: v.string() };

/** Only this backend writes records, so it is a bug if a record does not parse, and it throws. */
const StoredRecord = v.object({
  event: v.object({
    id: v.string(),
    name: v.string(),
    params: v.record(v.string(), v.string()),
    what: v.exactOptional(v.string()),
    at: Millis,
  }),
  page: v.number(),
  startedAt: Millis,
  notBefore: v.exactOptional(Millis),
  authorId: v.exactOptional(v.string()),
  named: v.exactOptional(v.array(v.object({ uid: v.string(), reason: v.string() }))),
  after: v.exactOptional(v.string()),
  upTo: v.exactOptional(v.string()),
  more: v.exactOptional(v.literal(true)),
  state: v.picklist(['sending', 'waiting', 'done', 'skipped']),
  skipped: v.exactOptional(v.string()),
  attempt: v.number(),
  leaseExpireTime: Millis,
  nextAttemptAt: v.exactOptional(Millis),
  pending: v.exactOptional(
    v.array(
      v.object({
        ...Addressee,
        requests: v.number(),
        dueAt: Millis,
        expiresAt: Millis,
        postponed: v.exactOptional(v.literal(true)),
        lastCode: v.exactOptional(v.string()),
        personDone: v.exactOptional(v.literal(true)),
      }),
    ),
  ),
  counts: v.record(v.picklist(FINAL_RESULTS), v.number()),
  expired: v.exactOptional(v.array(v.object(Addressee))),
  unreached: v.exactOptional(v.array(v.string())),
});

export const parseRecord = (data: unknown): DeliveryRecord => v.parse(StoredRecord, data);

const TIMES = new Set([
  'at',
  'startedAt',
  'notBefore',
  'leaseExpireTime',
  'nextAttemptAt',
  'dueAt',
  'expiresAt',
]);

/** Returns the document of a record, with the time until which it is kept. */
export function toData(record: DeliveryRecord): object {
  const { event, notBefore = 0, pending = [] } = record;
  const last = Math.max(event.at, notBefore, ...pending.map((each) => each.expiresAt));
  return { ...withTimestamps(record), expireAt: Timestamp.fromMillis(last + KEPT_MS) };
}

function withTimestamps(value: object): object {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.map(([name, each]) => {
      if (typeof each === 'number' && TIMES.has(name)) return [name, Timestamp.fromMillis(each)];
      if (Array.isArray(each)) return [name, each.map((one) => toStored(one))];
      return [name, toStored(each)];
    }),
  );
}

const toStored = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? withTimestamps(value) : value;
