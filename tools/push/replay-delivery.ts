import type { DeliveryPorts } from '../../functions/src/delivery/deliver.ts';
import { replay } from '../../functions/src/delivery/results.ts';

/** What became of a replay. After `being sent` or `changed` it can be repeated. */
type Replayed = 'sent again' | 'waits already' | 'nothing expired' | 'being sent' | 'changed';

/**
 * Has the expired pushes of a delivery sent after all. One that is not done gets its task again,
 * since an earlier replay may have died before it made that.
 */
export async function replayDelivery(
  id: string,
  {
    records,
    scheduleRetry,
    limits,
    now,
  }: Pick<DeliveryPorts, 'records' | 'scheduleRetry' | 'now'> & {
    readonly limits: Pick<DeliveryPorts['limits'], 'maxAgeMs'>;
  },
): Promise<{ readonly became: Replayed; readonly devices: number }> {
  const found = await records.read(id);
  if (found === undefined) return { became: 'changed', devices: 0 };
  const { record, version } = found;
  const devices = record.expired?.length ?? 0;
  const replayed = replay(record, now(), limits);
  if (replayed === undefined) {
    if (record.state === 'done' || record.state === 'skipped')
      return { became: 'nothing expired', devices };
    await scheduleRetry(id, record.attempt, record.nextAttemptAt ?? record.leaseExpireTime);
    return { became: record.state === 'sending' ? 'being sent' : 'waits already', devices };
  }
  if ((await records.replace(id, replayed, version)) === undefined) {
    return { became: 'changed', devices };
  }
  await scheduleRetry(id, replayed.attempt, replayed.nextAttemptAt ?? now());
  return { became: 'sent again', devices };
}
