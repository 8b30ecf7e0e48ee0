import type { DeliveryLimits, DeliveryRecord, Pending } from './record.ts';
import { endAttempt } from './results.ts';

/**
 * The record with its expired pushes pending again, as if their time began now; undefined where there
 * are none, or where an attempt is under way, which must not lose what it has sent. Written over the
 * version that was read, so of two replays at once one happens.
 */
export function replay(
  record: DeliveryRecord,
  now: number,
  { maxAgeMs }: Pick<DeliveryLimits, 'maxAgeMs'>,
): DeliveryRecord | undefined {
  const { expired = [], pending = [], unreached = [], state, attempt } = record;
  if (expired.length === 0 || state === 'sending') return undefined;
  // Whoever expired and is not unreached was reached on another device, or reported already.
  const undone = new Set(unreached);
  for (const { uid, personDone } of pending) if (!personDone) undone.add(uid);
  const again = expired.map(
    (each): Pending => ({
      ...each,
      requests: 0,
      dueAt: now,
      expiresAt: now + maxAgeMs,
      ...(!undone.has(each.uid) && { personDone: true }),
    }),
  );
  const replayed = new Set(again.map(({ uid }) => uid));
  const { expired: _, ...counts } = record.counts;
  return endAttempt({
    ...record,
    notBefore: now,
    attempt: attempt + 1,
    pending: [...pending, ...again],
    counts,
    expired: [],
    ...(unreached.length > 0 && { unreached: unreached.filter((uid) => !replayed.has(uid)) }),
  });
}
