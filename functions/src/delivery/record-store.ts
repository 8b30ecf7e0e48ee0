import { type DocumentData, type Firestore, Timestamp } from 'firebase-admin/firestore';
import * as v from 'valibot';
import { type DeliveryRecord, FINAL_RESULTS } from './record.ts';

/** How long a record is kept from when its push may be sent: at least as long as a push may live. */
export const KEPT_MS = 7 * 24 * 60 * 60_000;

const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;
const NOT_FOUND = 5;

/** A version of a record. Writing over one that is no longer the newest fails. */
export type Version = Pick<Timestamp, 'seconds' | 'nanoseconds'>;

export interface FoundRecord {
  readonly record: DeliveryRecord;
  readonly version: Version;
}

export interface RecordStore {
  /** Writes a new record, or answers undefined where one stands already. */
  create(id: string, record: DeliveryRecord): Promise<Version | undefined>;
  read(id: string): Promise<FoundRecord | undefined>;
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
  createdAt: Millis,
  notBefore: v.exactOptional(Millis),
  attempt: v.number(),
  leaseExpireTime: Millis,
  nextAttemptAt: v.nullable(Millis),
  pending: v.exactOptional(
    v.array(
      v.object({
        ...ADDRESSEE,
        requests: v.number(),
        dueAt: Millis,
        notBefore: v.exactOptional(Millis),
        lastCode: v.exactOptional(v.string()),
        personDone: v.exactOptional(v.literal(true)),
      }),
    ),
  ),
  counts: v.record(v.picklist(FINAL_RESULTS), v.number()),
  expired: v.exactOptional(v.array(v.object(ADDRESSEE))),
  unreached: v.exactOptional(v.array(v.string())),
});

function fromData(data: DocumentData): DeliveryRecord {
  const { nextAttemptAt, ...rest } = v.parse(StoredRecord, data);
  return nextAttemptAt === null ? rest : { ...rest, nextAttemptAt };
}

/** Every time as a Timestamp, and until when the record is kept: as long after its last push. */
function toData({ pending, ...record }: DeliveryRecord): DocumentData {
  const { createdAt, notBefore, leaseExpireTime, nextAttemptAt } = record;
  const at = Timestamp.fromMillis;
  const begins = [createdAt, notBefore, ...(pending ?? []).map((each) => each.notBefore)];
  const last = Math.max(...begins.map((time) => time ?? 0));
  return {
    ...record,
    createdAt: at(createdAt),
    ...(notBefore !== undefined && { notBefore: at(notBefore) }),
    leaseExpireTime: at(leaseExpireTime),
    nextAttemptAt: nextAttemptAt === undefined ? null : at(nextAttemptAt),
    ...(pending && {
      pending: pending.map(({ dueAt, notBefore, ...each }) => ({
        ...each,
        dueAt: at(dueAt),
        ...(notBefore !== undefined && { notBefore: at(notBefore) }),
      })),
    }),
    expireAt: at(last + KEPT_MS),
  };
}
