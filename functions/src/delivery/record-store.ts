import { type DocumentData, type Firestore, Timestamp } from 'firebase-admin/firestore';
import * as v from 'valibot';
import { type DeliveryRecord, ENDINGS, KEPT_SECONDS } from './record.ts';

const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;
const NOT_FOUND = 5;

/** A version of a record. Writing over one that is no longer the newest fails. */
export type Version = Pick<Timestamp, 'seconds' | 'nanoseconds'>;

export interface RecordStore {
  /** Writes a new record, or answers undefined where one stands already. */
  create(id: string, record: DeliveryRecord): Promise<Version | undefined>;
  read(id: string): Promise<{ record: DeliveryRecord; version: Version } | undefined>;
  /** Writes over a version, or answers undefined where somebody else wrote since. */
  replace(id: string, record: DeliveryRecord, version: Version): Promise<Version | undefined>;
}

/** Records in `deliveries/{id}`. */
export function recordStore(db: Firestore): RecordStore {
  const ref = (id: string) => db.collection('deliveries').doc(id);
  return {
    async create(id, record) {
      return unless([ALREADY_EXISTS], async () => (await ref(id).create(toData(record))).writeTime);
    },
    async read(id) {
      const found = await ref(id).get();
      const data = found.data();
      if (data === undefined || found.updateTime === undefined) return undefined;
      return { record: fromData(data), version: found.updateTime };
    },
    async replace(id, record, version) {
      return unless([FAILED_PRECONDITION, NOT_FOUND], async () => {
        const lastUpdateTime = new Timestamp(version.seconds, version.nanoseconds);
        const written = await ref(id).update(toData(record), { lastUpdateTime });
        return written.writeTime;
      });
    },
  };
}

async function unless<T>(
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

const ADDRESSEE = { uid: v.string(), deviceId: v.string(), reason: v.string() };

/** Ours and no client's, so a record that does not parse is a bug: it throws. */
const StoredRecord = v.object({
  about: v.record(v.string(), v.string()),
  state: v.picklist(['sending', 'waiting', 'done']),
  bornAt: Millis,
  run: v.number(),
  leaseUntil: Millis,
  nextAt: v.nullable(Millis),
  owed: v.array(
    v.object({
      ...ADDRESSEE,
      tries: v.number(),
      dueAt: Millis,
      last: v.exactOptional(v.string()),
    }),
  ),
  counts: v.record(v.picklist(ENDINGS), v.number()),
  expired: v.exactOptional(v.array(v.object(ADDRESSEE))),
});

function fromData(data: DocumentData): DeliveryRecord {
  const { nextAt, ...rest } = v.parse(StoredRecord, data);
  return nextAt === null ? rest : { ...rest, nextAt };
}

function toData({ nextAt, ...record }: DeliveryRecord): DocumentData {
  return {
    ...record,
    bornAt: Timestamp.fromMillis(record.bornAt),
    leaseUntil: Timestamp.fromMillis(record.leaseUntil),
    nextAt: nextAt === undefined ? null : Timestamp.fromMillis(nextAt),
    owed: record.owed.map((each) => ({ ...each, dueAt: Timestamp.fromMillis(each.dueAt) })),
    expireAt: Timestamp.fromMillis(record.bornAt + KEPT_SECONDS * 1000),
  };
}
