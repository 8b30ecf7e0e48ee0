import pRetry from 'p-retry';
import type { Send } from '../fcm/fcm-sender.ts';
import { type Composed, isPush, type Push } from '../fcm/message.ts';
import { classify } from '../fcm/outcome.ts';
import { refusedTokens } from '../fcm/refused-tokens.ts';
import { RETRY_POLICY } from '../fcm/retry-policy.ts';
import type { RetryPlan } from './plan.ts';
import { type ReactionPorts, react } from './reactions.ts';
import {
  address,
  close,
  type DeliveryLimits,
  type DeliveryRecord,
  dueIn,
  keyOf,
  type Pending,
  type Result,
  release,
  settle,
} from './record.ts';
import type { RecordStore, Version } from './record-store.ts';

/**
 * Requests to FCM between two writes of the record: what a dying process may repeat. A usual
 * comment has fewer devices, so it costs two writes: the claim and the closing.
 */
const ROUND = 100;
/** An attempt starts no round after this, ms, so that one full of time-outs ends within the lease. */
const SENDING_TIME_MS = 30_000;

export interface DeliveryPorts extends ReactionPorts {
  readonly records: RecordStore;
  readonly send: Send;
  /**
   * Has `resume` called at that time, ms since the epoch. Asking twice after one attempt is harmless.
   */
  scheduleRetry(id: string, attempt: number, at: number): Promise<void>;
  readonly limits: DeliveryLimits;
  now(): number;
  random(): number;
}

/** Sends to the devices that are due, in rounds, and leaves the record done or waiting. */
export async function attempt(
  id: string,
  claimed: DeliveryRecord,
  claimedVersion: Version,
  composed: Composed,
  { onUnreached }: Pick<RetryPlan, 'onUnreached'>,
  ports: DeliveryPorts,
): Promise<void> {
  const startedAt = ports.now();
  const pushes = new Map(composed.filter(isPush).map((push) => [keyOf(push), push]));
  const refused = refusedTokens(ports.send, ports.now);
  let record = address(claimed, composed, startedAt);
  const due = dueIn(record, startedAt, ports.limits);

  let version = claimedVersion;
  while (record.state === 'sending') {
    const results = await tryRound(due.splice(0, ROUND), pushes, refused, ports);
    record = settle(record, results, ports.now(), ports.limits, ports.random);
    const over = due.length === 0 || ports.now() - startedAt > SENDING_TIME_MS;
    if (over && onUnreached !== undefined && isOver(record)) {
      const told = await tellUnreached(id, record, version, onUnreached, ports);
      if (told === undefined) return leaseLost(id, record, ports);
      version = told;
      record = { ...record, unreached: [] };
    }
    if (over) record = close(record);
    const written = await writeDown(id, record, version, ports);
    if (written === undefined) return leaseLost(id, record, ports);
    version = written;
  }
  if (record.nextAttemptAt !== undefined) {
    await ports.scheduleRetry(id, record.attempt, record.nextAttemptAt);
  }
  report(id, record, ports.now() - startedAt, ports);
}

const isOver = ({ pending = [], unreached = [] }: DeliveryRecord): boolean =>
  pending.length === 0 && unreached.length > 0;

/** Writes down what was sent first, so that nothing of it is repeated should the telling fail. */
async function tellUnreached(
  id: string,
  record: DeliveryRecord,
  version: Version,
  onUnreached: NonNullable<RetryPlan['onUnreached']>,
  ports: DeliveryPorts,
): Promise<Version | undefined> {
  const written = await writeDown(id, record, version, ports);
  if (written === undefined) return undefined;
  try {
    await onUnreached(record.unreached ?? [], record);
  } catch (error) {
    await writeDown(id, release(record, ports.now()), written, ports);
    throw error;
  }
  return written;
}

type RefusedTokens = ReturnType<typeof refusedTokens>;

/** What becomes of the devices of a round. */
async function tryRound(
  round: readonly Pending[],
  pushes: ReadonlyMap<string, Push>,
  refused: RefusedTokens,
  ports: DeliveryPorts,
): Promise<ReadonlyMap<string, Result>> {
  const results = new Map<string, Result>();
  const sendable: Push[] = [];
  for (const pending of round) {
    const push = pushes.get(keyOf(pending));
    const unsent = withoutSending(push, ports.now());
    if (unsent !== undefined) results.set(keyOf(pending), unsent);
    else if (push !== undefined) sendable.push(push);
  }
  await Promise.all(
    sendable.map(async (push) => {
      const answer = await ports.send({
        to: push.target,
        platform: push.platform,
        payload: push.payload,
      });
      const outcome = classify(answer, ports.now());
      if (outcome.kind === 'delivered') refused.accepted(push);
      results.set(keyOf(push), outcome);
    }),
  );
  for (const push of sendable) {
    const { kind } = results.get(keyOf(push)) ?? {};
    if (kind === 'tokenRefused' && (await refused.isProvedDead(push))) {
      results.set(keyOf(push), { kind: 'tokenRemoved' });
    }
  }
  return react(sendable, results, ports);
}

/** The result of a push that FCM need not be asked about. */
function withoutSending(push: Push | undefined, now: number): Result | undefined {
  if (push === undefined) return { kind: 'withdrawn' };
  if (push.held) return { kind: 'held' };
  const { notBefore = now } = push;
  return notBefore > now ? { kind: 'postponed', until: notBefore } : undefined;
}

/** Answers the new version, or undefined where another attempt has taken the record over. */
async function writeDown(
  id: string,
  record: DeliveryRecord,
  version: Version,
  { records }: DeliveryPorts,
): Promise<Version | undefined> {
  return pRetry(async (tries) => {
    const written = await records.replace(id, record, version);
    if (written !== undefined || tries === 1) return written;
    // An earlier try may have been written although its answer was lost.
    const found = await records.read(id);
    return found?.record.attempt === record.attempt ? found.version : undefined;
  }, RETRY_POLICY.record);
}

function leaseLost(id: string, { about }: DeliveryRecord, { log }: DeliveryPorts): void {
  log('delivery.lease_lost', { delivery: id, ...about });
}

/** The line in the log that tells how an attempt left its delivery. */
export function report(
  id: string,
  record: DeliveryRecord,
  durationMs: number,
  { log }: DeliveryPorts,
): void {
  const { about, attempt, state, counts, pending = [], nextAttemptAt } = record;
  log('delivery.closed', {
    delivery: id,
    ...about,
    attempt,
    state,
    counts,
    pending: pending.length,
    durationMs,
    nextAttemptAt: nextAttemptAt && new Date(nextAttemptAt).toISOString(),
  });
}
