import { FieldValue, type Firestore, Timestamp } from 'firebase-admin/firestore';
import * as v from 'valibot';
import { type DeliveryRecord, StoredRecord } from './record.ts';

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
    create: (id, record) =>
      undefinedOn([ALREADY_EXISTS], async () => (await ref(id).create(toData(record))).writeTime),
    async read(id) {
      const found = await ref(id).get();
      const data = found.data();
      if (data === undefined || found.updateTime === undefined) return undefined;
      return { record: parseRecord(data), version: found.updateTime };
    },
    replace: (id, record, version) =>
      undefinedOn([FAILED_PRECONDITION, NOT_FOUND], async () => {
        const lastUpdateTime = new Timestamp(version.seconds, version.nanoseconds);
        const data = { ...deletedFields, ...toData(record) };
        return (await ref(id).update(data, { lastUpdateTime })).writeTime;
      }),
  };
}

async function undefinedOn<T>(
  codes: readonly unknown[],
  write: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof Error && 'code' in error && codes.includes(error.code)) return undefined;
    throw error;
  }
}

/** Only this backend writes records, so it is a bug if a record does not parse, and it throws. */
export const parseRecord = (data: unknown): DeliveryRecord => v.parse(StoredRecord, data);

/** Returns the document of a record, with the time until which it is kept. */
export function toData(record: DeliveryRecord): object {
  const { event, notBefore = 0, pending = [] } = record;
  const last = Math.max(event.at, notBefore, ...pending.map((each) => each.expiresAt));
  return { ...Object(toStored(record)), expireAt: Timestamp.fromMillis(last + KEPT_MS) };
}

/** The names of all times in a record end so. */
const TIME = /^at$|(At|Before|Time)$/;

/** Returns a value as Firestore stores it, which refuses undefined. */
function toStored(value: unknown, name = ''): unknown {
  if (typeof value === 'number' && TIME.test(name)) return Timestamp.fromMillis(value);
  if (Array.isArray(value)) return value.map((each) => toStored(each));
  if (!(value instanceof Object)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([field, each]) => [field, toStored(each, field)]));
}
