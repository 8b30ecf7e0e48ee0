import { isUnnamed } from '../events/app-event.ts';
import type { Fields } from '../events/event-definition.ts';
import { refusedTokens } from '../fcm/refused-tokens.ts';
import { RETRY_POLICY } from '../fcm/retry-policy.ts';
import { claimPage, pendingDue, pendingFor, sendUntil } from './claim.ts';
import { type ComposePorts, compose } from './compose.ts';
import { type Page, type ReadPorts, readPage } from './page.ts';
import { type DeliveryLimits, type DeliveryRecord, keyOf, nextStep } from './record.ts';
import type { RecordStore, Version } from './record-store.ts';
import { applyResults, endAttempt } from './results.ts';
import { type SendPorts, sendRound } from './send-round.ts';

/** An attempt starts no round after this time, to end before its function's timeout of 60 s. */
const SENDING_TIME_MS = 30_000;

export interface DeliveryPorts extends ReadPorts, ComposePorts, SendPorts {
  readonly records: RecordStore;
  readonly limits: DeliveryLimits;
  /** Schedules a call of `deliver` with this ID at a time. It can be repeated. */
  scheduleRetry(id: string, attempt: number, at: number): Promise<void>;
  /** Schedules a call of `deliver` with this page. It can be repeated. */
  enqueuePage(page: Page): Promise<void>;
  /** Number of users to whom this instance is sending now. */
  readonly crowd: { people: number };
  random(): number;
  pause(ms: number): Promise<void>;
}

export interface Start {
  readonly page: Page;
  /** The fields of the event's document, if the trigger has them. This saves two reads. */
  readonly brought?: Fields | undefined;
}

/**
 * Delivers one page of an event's audience, once to each device. It claims the page's record,
 * composes, sends, applies the results, writes the record and schedules the next step. All callers
 * get the same: an event, its redelivery, a page's task, a retry, a take-over and a replay. Calls
 * with the same ID can be repeated and concurrent.
 *
 * @param start the page, if the record may not exist yet
 * @throws if a port failed: the caller must repeat the event or the task
 */
export async function deliver(id: string, ports: DeliveryPorts, start?: Start): Promise<void> {
  const { records, limits, crowd, now, log } = ports;
  const startedAt = now();

  // Read the record. A new event has none. If it has one after all, the claim fails and finds it.
  const found = start?.brought ? undefined : await records.read(id);
  const old = found?.record;
  // A skipped document that is created again is a new event: its pushes get their full time.
  const page = old?.state === 'skipped' ? { ...old, ...start?.page } : (old ?? start?.page);
  if (page === undefined) return;
  const step = nextStep(old, start !== undefined, startedAt);
  if (step.do === 'nothing') return;
  if (step.do === 'comeBack') return ports.scheduleRetry(id, step.attempt, step.at);

  // Read the event and the followers, claim the page for them, and compose meanwhile. An instance
  // that sends to many users already leaves the followers of a first page to the next.
  const maxFollowers = () =>
    page.page > 1 || crowd.people < limits.peopleAtOnce ? limits.pageSize : 0;
  const size = maxFollowers();
  const event = await readPage(page, size, start?.brought, startedAt, ports);
  const claim = claimPage(page, event, Math.min(size, maxFollowers()), startedAt, limits);
  const people = claim.named.length + claim.followers.length;
  let { record } = claim;
  let version: Version | undefined;
  crowd.people += people;
  try {
    const [written, composed] = await Promise.allSettled([
      found ? records.replace(id, record, found.version) : records.create(id, record),
      compose(event, claim, ports),
    ]);
    if (written.status === 'rejected') throw written.reason;
    version = written.value;
    // Another run wrote the record first. Start again with that record.
    if (version === undefined) return deliver(id, ports, start && { page: start.page });
    const isFirst = page.page === 1 && record.attempt === 1;
    if (isFirst && 'notification' in event && isUnnamed(event)) {
      log('event.author_unnamed', logFields(id, page));
    }
    if (composed.status === 'rejected') throw composed.reason;

    // The record has fixed the audience of this page, so another run can start the next page.
    if (claim.next) await ports.enqueuePage(claim.next);
    const pending = record.pending ?? pendingFor(composed.value, now(), claim.expiresAt);
    let due = record.pending ? [...claim.due] : pendingDue(pending, now());
    record = { ...record, more: undefined, pending };

    // Send in rounds within the lease, and write the results of each round.
    const pushes = new Map(composed.value.map((push) => [keyOf(push), push]));
    const refused = refusedTokens(ports.send, now);
    while (record.state === 'sending') {
      const until = sendUntil(record, limits);
      due = due.filter(({ expiresAt }) => now() < expiresAt);
      // If composing took long, the first round is empty, and its write renews the lease.
      const round = now() < until ? due.splice(0, limits.roundSize) : [];
      const sendable = round.flatMap((each) => pushes.get(keyOf(each)) ?? []);
      const sent = await sendRound(sendable, ports, refused, until);
      const results = new Map(sent.map(({ push, result }) => [keyOf(push), result]));
      record = applyResults(record, round, results, now(), limits, ports.random);
      const isLast = due.length === 0 || (round.length > 0 && now() - startedAt > SENDING_TIME_MS);
      record = isLast ? endAttempt(record) : { ...record, leaseExpireTime: now() + limits.leaseMs };
      version = await replaceWithRetry(version, id, record, ports);
      if (version === undefined) {
        log('delivery.lease_lost', logFields(id, page));
        // The new owner may have lost it too, so schedule a task for the end of its lease.
        return deliver(id, ports);
      }
    }
  } catch (error) {
    // End the lease, so that the next attempt can claim the record at once. It has the results of
    // the last rounds. If this write fails too, the lease expires.
    const ended = { ...record, leaseExpireTime: now() };
    if (version) await records.replace(id, ended, version).catch(() => {});
    throw error;
  } finally {
    crowd.people -= people;
  }
  return scheduleNext(id, record, startedAt, ports);
}

/**
 * Replaces a version of a record, and retries if that fails, because FCM's answers must not be
 * lost. Returns the new version, or undefined if another attempt has taken over the record.
 */
async function replaceWithRetry(
  version: Version,
  id: string,
  record: DeliveryRecord,
  { records, pause }: Pick<DeliveryPorts, 'records' | 'pause'>,
): Promise<Version | undefined> {
  const { limit, delayMs, factor } = RETRY_POLICY.record;
  for (let tries = 1; ; tries += 1) {
    try {
      const written = await records.replace(id, record, version);
      if (written !== undefined) return written;
      // An earlier try may have succeeded although its answer was lost.
      const found = await records.read(id);
      return found?.record.attempt === record.attempt ? found.version : undefined;
    } catch (error) {
      if (tries === limit) throw error;
      await pause(delayMs * factor ** (tries - 1));
    }
  }
}

/** Schedules the next attempt, if there is one, and logs the end of this one. */
async function scheduleNext(
  id: string,
  record: DeliveryRecord,
  startedAt: number,
  { scheduleRetry, log, now }: DeliveryPorts,
): Promise<void> {
  const { page, attempt, state, skipped, counts, pending = [], nextAttemptAt } = record;
  if (nextAttemptAt !== undefined) await scheduleRetry(id, attempt, nextAttemptAt);
  log('delivery.closed', {
    ...logFields(id, record),
    page,
    attempt,
    state,
    skipped,
    counts,
    pending: pending.length,
    durationMs: now() - startedAt,
    nextAttemptAt: nextAttemptAt && new Date(nextAttemptAt).toISOString(),
  });
}

/** The fields by which log lines about a delivery can be found. */
const logFields = (id: string, { event: { name, params } }: Page) => ({
  delivery: id,
  eventName: name,
  params,
});
