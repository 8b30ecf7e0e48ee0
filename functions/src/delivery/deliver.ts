import { attempt, type DeliveryPorts, report } from './attempt.ts';
import type { Compose, Delivery, DeliveryPlan, RetryPlan } from './plan.ts';
import { close, type DeliveryRecord, next, open, postpone, release } from './record.ts';
import type { FoundRecord, Version } from './record-store.ts';

/** Thrown where an attempt must come again later: the event or the task is retried by its sender. */
export class RetryLater extends Error {}

/**
 * Delivers to each device once. Call it as often as you like with the same id. The record is claimed
 * while the pushes are still being composed: neither needs the other, and FCM has them earlier by a
 * write.
 */
export async function deliver(
  { id, about, createdAt }: Delivery,
  { first, notBefore, ...plan }: DeliveryPlan,
  ports: DeliveryPorts,
): Promise<void> {
  const begun = { about, createdAt };
  if (notBefore !== undefined && ports.now() < notBefore) {
    const begin = await createRecord(id, postpone({ ...begun, notBefore }), ports);
    if ('version' in begin) return ports.scheduleRetry(id, 0, notBefore);
    return goOn(id, begin.found, () => plan, ports, 'event');
  }
  const record = open(
    { ...begun, ...(notBefore !== undefined && { notBefore }) },
    ports.now(),
    ports.limits,
  );
  const composing = notBefore === undefined ? first() : plan.retry(record);
  const [begin, composed] = await Promise.allSettled([createRecord(id, record, ports), composing]);
  if (begin.status === 'rejected') throw begin.reason;
  if (composed.status === 'rejected') {
    if ('version' in begin.value) {
      await ports.records.replace(id, release(record, ports.now()), begin.value.version);
    }
    throw composed.reason;
  }
  if ('version' in begin.value) {
    return attempt(id, record, begin.value.version, composed.value, plan, ports);
  }
  const retry: Compose = async (found) =>
    found.pending === undefined ? composed.value : plan.retry(found);
  return goOn(id, begin.value.found, () => ({ ...plan, retry }), ports, 'event');
}

/** Leaves a record of a delivery that is to nobody, which says why. One write. */
export async function recordSkipped(
  { id, about, createdAt }: Delivery,
  why: string,
  ports: DeliveryPorts,
): Promise<void> {
  const begun = { about: { ...about, skipped: why }, createdAt };
  const record = close(open(begun, ports.now(), ports.limits));
  const version = await ports.records.create(id, record);
  if (version !== undefined) return report(id, record, 0, ports);
  // An earlier attempt may have died when there still was somebody to tell.
  await resume(id, () => ({ retry: async () => [] }), ports, 'event');
}

/** Takes a delivery up where it stands, for a retry task or a redelivered event. */
export async function resume(
  id: string,
  planOf: (record: DeliveryRecord) => RetryPlan,
  ports: DeliveryPorts,
  caller: 'event' | 'task',
): Promise<void> {
  return goOn(id, await ports.records.read(id), planOf, ports, caller);
}

/**
 * Creates a record, or answers the one that stands already. One that was skipped is written over: by
 * now there is somebody to tell, and nobody has been told.
 */
async function createRecord(
  id: string,
  record: DeliveryRecord,
  { records }: DeliveryPorts,
): Promise<{ readonly version: Version } | { readonly found: FoundRecord | undefined }> {
  const created = await records.create(id, record);
  if (created !== undefined) return { version: created };
  const found = await records.read(id);
  if (found?.record.about.skipped === undefined) return { found };
  const version = await records.replace(id, record, found.version);
  return version === undefined ? { found: await records.read(id) } : { version };
}

async function goOn(
  id: string,
  found: FoundRecord | undefined,
  planOf: (record: DeliveryRecord) => RetryPlan,
  ports: DeliveryPorts,
  caller: 'event' | 'task',
): Promise<void> {
  if (found === undefined) return;
  const todo = next(found.record, ports.now(), ports.limits);
  switch (todo.step) {
    case 'nothing':
      return;
    case 'busy':
      throw new RetryLater(`delivery ${id} is being sent by another attempt`);
    case 'wait':
      if (caller === 'task') throw new RetryLater(`delivery ${id} is not due yet`);
      return ports.scheduleRetry(id, found.record.attempt, todo.until);
    case 'claim': {
      const plan = planOf(todo.record);
      const composed = await plan.retry(todo.record);
      const version = await ports.records.replace(id, todo.record, found.version);
      if (version === undefined) throw new RetryLater(`delivery ${id} was just claimed`);
      return attempt(id, todo.record, version, composed, plan, ports);
    }
  }
}
