import pRetry from 'p-retry';
import type { Send } from './fcm-sender.ts';
import type { Push } from './message.ts';
import { classify } from './outcome.ts';
import { type ReactionPorts, react } from './reactions.ts';
import {
  address,
  close,
  type DeliveryLimits,
  type DeliveryRecord,
  isUnaddressed,
  keyOf,
  next,
  type Owed,
  open,
  release,
  settle,
  type Verdict,
} from './record.ts';
import type { RecordStore, Version } from './record-store.ts';
import { suspectCourt } from './suspects.ts';

/**
 * Requests to FCM between two writes of the record: what a dying process may repeat. A usual
 * comment has fewer devices, so it costs two writes: the claim and the closing.
 */
const ROUND = 100;
/** A run starts no round after this, ms, so that even one full of time-outs ends within the lease. */
const SENDING_TIME_MS = 30_000;
/** Tries to write down what FCM said. Forgetting it would repeat pushes, so it is worth a second. */
const WRITE_RETRIES = { retries: 3, minTimeout: 100, factor: 3 };

export interface DeliveryPorts extends ReactionPorts {
  readonly records: RecordStore;
  readonly send: Send;
  /** Has `resume` called at that time, ms since the epoch. Asking twice for one run is harmless. */
  wake(id: string, run: number, at: number): Promise<void>;
  readonly limits: DeliveryLimits;
  now(): number;
  random(): number;
}

export interface Delivery {
  /** The same for a redelivered event: it is what makes the delivery happen once. */
  readonly id: string;
  readonly about: Readonly<Record<string, string>>;
  /** Ms since the epoch. */
  readonly bornAt: number;
}

/** Composes what is still owed, from what is true now: the devices, the settings, the comment. */
export type Compose = (record: DeliveryRecord) => Promise<readonly Push[]>;

/** Thrown where a run must come again later: the event or the task is retried by its sender. */
export class ComeBackLater extends Error {}

/**
 * Delivers to each device once. Call it as often as you like with the same id. The record is claimed
 * while the pushes are still being composed: neither needs the other, and FCM has them earlier by a
 * write.
 */
export async function deliver(
  { id, about, bornAt }: Delivery,
  composing: readonly Push[] | Promise<readonly Push[]>,
  ports: DeliveryPorts,
  compose: Compose,
): Promise<void> {
  const opened = open(about, bornAt, ports.now(), ports.limits);
  const toNobody = 'length' in composing && composing.length === 0;
  const record = toNobody ? close(opened) : opened;
  const [created, composed] = await Promise.allSettled([
    ports.records.create(id, record),
    composing,
  ]);
  if (created.status === 'rejected') throw created.reason;
  const version = created.value;
  if (composed.status === 'rejected') {
    if (version) await ports.records.replace(id, release(record, ports.now()), version);
    throw composed.reason;
  }
  const pushes = composed.value;
  const composeOwed: Compose = async (found) => (isUnaddressed(found) ? pushes : compose(found));
  if (version === undefined) await resume(id, ports, composeOwed, 'event');
  else if (toNobody) report(id, record, 0, ports);
  else await run(id, record, version, pushes, ports);
}

/** Takes a delivery up where it stands, for a retry task or a redelivered event. */
export async function resume(
  id: string,
  ports: DeliveryPorts,
  compose: Compose,
  caller: 'event' | 'task',
): Promise<void> {
  const found = await ports.records.read(id);
  if (found === undefined) return;
  const todo = next(found.record, ports.now(), ports.limits);
  switch (todo.step) {
    case 'nothing':
      return;
    case 'busy':
      throw new ComeBackLater(`delivery ${id} is being sent by another run`);
    case 'wait':
      if (caller === 'task') throw new ComeBackLater(`delivery ${id} is not due yet`);
      return ports.wake(id, found.record.run, todo.until);
    case 'claim': {
      const pushes = await compose(todo.record);
      const version = await ports.records.replace(id, todo.record, found.version);
      if (version === undefined) throw new ComeBackLater(`delivery ${id} was just claimed`);
      return run(id, todo.record, version, pushes, ports);
    }
  }
}

async function run(
  id: string,
  claimed: DeliveryRecord,
  claimedVersion: Version,
  pushes: readonly Push[],
  ports: DeliveryPorts,
): Promise<void> {
  const startedAt = ports.now();
  const byKey = new Map(pushes.map((push) => [keyOf(push), push]));
  const court = suspectCourt(ports.send, ports.now);
  const tooOld = startedAt >= claimed.bornAt + ports.limits.maxAgeMs;
  let record = address(claimed, pushes, startedAt);
  const due = tooOld ? [] : record.owed.filter((each) => each.dueAt <= startedAt);

  let version = claimedVersion;
  while (record.state === 'sending') {
    const verdicts = await tryRound(due.splice(0, ROUND), byKey, court, ports);
    record = settle(record, verdicts, ports.now(), ports.limits, ports.random);
    const over = due.length === 0 || ports.now() - startedAt > SENDING_TIME_MS;
    if (over) record = close(record);
    const written = await writeDown(id, record, version, ports);
    if (written === undefined) {
      return ports.log('warn', 'delivery.lease_lost', { delivery: id, ...record.about });
    }
    version = written;
  }
  if (record.nextAt !== undefined) await ports.wake(id, record.run, record.nextAt);
  report(id, record, ports.now() - startedAt, ports);
}

async function tryRound(
  round: readonly Owed[],
  byKey: ReadonlyMap<string, Push>,
  court: ReturnType<typeof suspectCourt>,
  ports: DeliveryPorts,
): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  const pushes: Push[] = [];
  for (const owed of round) {
    const push = byKey.get(keyOf(owed));
    if (push === undefined) verdicts.set(keyOf(owed), { kind: 'withdrawn' });
    else if (push.held) verdicts.set(keyOf(owed), { kind: 'held' });
    else pushes.push(push);
  }
  await Promise.all(
    pushes.map(async (push) => {
      const answer = await ports.send({ to: push.target, payload: push.payload });
      const outcome = classify(answer, ports.now());
      if (outcome.kind === 'delivered') court.accepted(push);
      verdicts.set(keyOf(push), outcome);
    }),
  );
  for (const push of pushes) {
    const verdict = verdicts.get(keyOf(push));
    if (verdict?.kind === 'tokenRefused' && (await court.isGuilty(push))) {
      verdicts.set(keyOf(push), { kind: 'tokenRemoved' });
    }
  }
  await react(pushes, verdicts, ports);
  return verdicts;
}

/** Answers the new version, or undefined where another run has taken the record over. */
async function writeDown(
  id: string,
  record: DeliveryRecord,
  version: Version,
  { records }: DeliveryPorts,
): Promise<Version | undefined> {
  return pRetry(async (attempt) => {
    const written = await records.replace(id, record, version);
    if (written !== undefined || attempt === 1) return written;
    // An earlier try may have been written although its answer was lost.
    const found = await records.read(id);
    return found?.record.run === record.run ? found.version : undefined;
  }, WRITE_RETRIES);
}

function report(id: string, record: DeliveryRecord, durationMs: number, { log }: DeliveryPorts) {
  const { about, run, state, counts, owed, nextAt } = record;
  log('info', 'delivery.closed', {
    delivery: id,
    ...about,
    run,
    state,
    counts,
    owed: owed.length,
    durationMs,
    ...(nextAt !== undefined && { nextAt: new Date(nextAt).toISOString() }),
  });
}
