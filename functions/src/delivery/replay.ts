import { close, type DeliveryRecord } from './record.ts';

/**
 * The record with its expired pushes owed again, as if their time began now; undefined where there
 * are none, or where a run is at it, which must not lose what it has sent. Written over the version
 * that was read, so of two replays at once one happens. It counts as a run, which gives its task a
 * name that no other has had.
 */
export function replay(record: DeliveryRecord, now: number): DeliveryRecord | undefined {
  const { expired = [], state, run } = record;
  if (expired.length === 0 || state === 'sending') return undefined;
  const owed = [...record.owed, ...expired.map((each) => ({ ...each, tries: 0, dueAt: now }))];
  const { expired: ended = 0, ...others } = record.counts;
  // Records of an earlier version have counted some whom they do not name.
  const nameless = ended - expired.length;
  const counts = nameless > 0 ? { ...others, expired: nameless } : others;
  return close({ ...record, bornAt: now, run: run + 1, owed, counts, expired: [] });
}
