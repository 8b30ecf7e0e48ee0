import { isUnnamed } from '../events/app-event.ts';
import type { Fields } from '../events/event-definition.ts';
import { isPush } from '../fcm/message.ts';
import { refusedTokens } from '../fcm/refused-tokens.ts';
import { RETRY_POLICY } from '../fcm/retry-policy.ts';
import { claimPage, fixPending, pendingDue, sendUntil } from './claim.ts';
import { type ComposePorts, compose } from './compose.ts';
import { type Page, type ReadPorts, readPage } from './page.ts';
import { type DeliveryLimits, type DeliveryRecord, endLease, keyOf, nextStep } from './record.ts';
import type { RecordStore, Version } from './record-store.ts';
import { applyResults, endAttempt, renewLease, unreachedIn } from './results.ts';
import { type SendPorts, sendRound } from './send-round.ts';

/** An attempt starts no round after this, ms, so that its function ends within its time-out of 60 s. */
const SENDING_TIME_MS = 30_000;

export interface DeliveryPorts extends ReadPorts, ComposePorts, SendPorts {
  readonly records: RecordStore;
  readonly limits: DeliveryLimits;
  /** Has `deliver` called with this ID at that time, ms since the epoch. Asking twice is harmless. */
  scheduleRetry(id: string, attempt: number, at: number): Promise<void>;
  /** Has `deliver` called with this page at its time. Asking twice is harmless. */
  enqueuePage(page: Page): Promise<void>;
  /** For how many people this instance is sending. */
  readonly crowd: { people: number };
  random(): number;
  /** Waits so long, ms. */
  pause(ms: number): Promise<void>;
}

/** What a page begins with that has no record yet. */
export interface Start {
  readonly page: Page;
  /** The fields of the event's document, where the event brought them: that spares two reads. */
  readonly brought?: Fields | undefined;
}

/**
 * Delivers one page of an event's audience, to each device once: claims its record, composes, sends,
 * applies the results, writes, and goes on. Whoever comes does the same: the event, its redelivery, a
 * task of its followers, a retry, a take-over, a replay. Call it as often as you like with the same ID.
 *
 * @throws where a port failed: the event or the task has to come again
 */
export async function deliver(id: string, ports: DeliveryPorts, start?: Start): Promise<void> {
  const { records, limits, crowd, now, log } = ports;
  const startedAt = now();

  // Read the record. An event that comes for the first time has none, which its claim finds out.
  const found = start?.brought ? undefined : await records.read(id);
  const old = found?.record;
  // What was skipped and is created anew happens anew: its pushes have all of their time.
  const page = old?.state === 'skipped' ? { ...old, ...start?.page } : (old ?? start?.page);
  if (page === undefined) return;
  const step = nextStep(old, start !== undefined, startedAt);
  if (step.do === 'nothing') return;
  if (step.do === 'comeBack') return ports.scheduleRetry(id, step.attempt, step.at);

  // Read the event and the page's followers. Claim the page for exactly them, and compose meanwhile.
  // An instance that sends to a crowd already leaves the followers of a first page to the next one.
  const room = () => (page.page > 1 || crowd.people < limits.peopleAtOnce ? limits.pageSize : 0);
  const size = room();
  const event = await readPage(page, size, start?.brought, startedAt, ports);
  const claimed = claimPage(page, event, Math.min(size, room()), startedAt, limits);
  const people = claimed.followers.length + (claimed.record.named?.length ?? 0);
  let { record, due } = claimed;
  let version: Version | undefined;
  crowd.people += people;
  try {
    const [written, composed] = await Promise.allSettled([
      found ? records.replace(id, record, found.version) : records.create(id, record),
      compose(event, claimed, ports),
    ]);
    if (written.status === 'rejected') throw written.reason;
    version = written.value;
    // Somebody else wrote the record first: what it says now counts.
    if (version === undefined) return deliver(id, ports, start && { page: start.page });
    if (!found && page.page === 1 && 'notification' in event && isUnnamed(event)) {
      log('event.author_unnamed', lineAbout(id, page));
    }
    if (composed.status === 'rejected') throw composed.reason;

    // The record has fixed for whom the page is: another run can go on with the next one.
    if (claimed.next) await ports.enqueuePage(claimed.next);
    record = { ...record, more: undefined };
    if (record.pending === undefined) {
      record = fixPending(record, composed.value, claimed.expiresAt, now());
      due = pendingDue(record, now());
    }

    // Send in rounds, within the lease, and write down what came of each.
    const pushes = new Map(composed.value.filter(isPush).map((push) => [keyOf(push), push]));
    const refused = refusedTokens(ports.send, now);
    const told = 'notification' in event ? event : undefined;
    while (record.state === 'sending') {
      const until = sendUntil(record, limits);
      // If composing took long, the first round is empty and its write begins the lease anew.
      const next = now() < until ? due.splice(0, limits.roundSize) : [];
      const round = next.filter((each) => now() < each.expiresAt);
      const sendable = round.flatMap((each) => pushes.get(keyOf(each)) ?? []);
      const results = await sendRound(sendable, ports, refused, until);
      record = applyResults(record, round, results, now(), limits, ports.random);
      const isLast = due.length === 0 || (next.length > 0 && now() - startedAt > SENDING_TIME_MS);
      const unreached = isLast && told?.definition.onUnreached ? unreachedIn(record) : [];
      record =
        isLast && unreached.length === 0 ? endAttempt(record) : renewLease(record, now(), limits);
      version = await writeOver(version, id, record, ports);
      if (version === undefined) {
        log('delivery.lease_lost', lineAbout(id, page));
        // Who has it may die of it too: a task comes when its lease ends.
        return deliver(id, ports);
      }
      if (unreached.length > 0) {
        await told?.definition.onUnreached?.(unreached, told.notification);
        record = { ...record, unreached: [] };
      }
    }
  } catch (error) {
    // What came of the rounds so far is in the record. If this fails too, the lease ends by itself.
    if (version) await records.replace(id, endLease(record, now()), version).catch(() => {});
    throw error;
  } finally {
    crowd.people -= people;
  }
  return scheduleNext(id, record, startedAt, ports);
}

/**
 * Writes a record over a version, again where that fails: what FCM said must not be forgotten. Answers
 * the new version, or undefined where another attempt has taken the record over.
 */
async function writeOver(
  version: Version,
  id: string,
  record: DeliveryRecord,
  { records, pause }: Pick<DeliveryPorts, 'records' | 'pause'>,
): Promise<Version | undefined> {
  const { limit, delayMs, factor } = RETRY_POLICY.record;
  for (let tries = 1; ; tries += 1) {
    try {
      const written = await records.replace(id, record, version);
      if (written !== undefined || tries === 1) return written;
      // An earlier try may have been written although its answer was lost.
      const found = await records.read(id);
      return found?.record.attempt === record.attempt ? found.version : undefined;
    } catch (error) {
      if (tries === limit) throw error;
      await pause(delayMs * factor ** (tries - 1));
    }
  }
}

/** Sees to it that a delivery goes on, and says in the log how an attempt left it. */
async function scheduleNext(
  id: string,
  record: DeliveryRecord,
  startedAt: number,
  { scheduleRetry, log, now }: DeliveryPorts,
): Promise<void> {
  const { page, attempt, state, skipped, counts, pending = [], nextAttemptAt } = record;
  if (nextAttemptAt !== undefined) await scheduleRetry(id, attempt, nextAttemptAt);
  log('delivery.closed', {
    ...lineAbout(id, record),
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

/** By which a line of the log about a delivery is found. */
const lineAbout = (id: string, { event: { name, params } }: Page) => ({
  delivery: id,
  eventName: name,
  params,
});
