import { HttpsError } from 'firebase-functions/https';
import { onTaskDispatched, type TaskQueueFunction } from 'firebase-functions/tasks';
import { ComeBackLater, type Compose, resume } from '../delivery/deliver.ts';
import { RUN_SECONDS } from '../delivery/record.ts';
import { AS_DELIVERY } from '../service-accounts.ts';
import { deliveryPorts } from './delivery-ports.ts';

/** Who composes anew what a record owes, by the `kind` of what it is about. */
export type Composers = Readonly<Record<string, Compose>> & {
  /** Of records that name no kind. */
  readonly comment: Compose;
};

/**
 * Of tasks whose run failed, or that came too early: every few seconds at first, then every minute,
 * for longer than a push lives.
 */
export const RETRIES = {
  maxAttempts: 300,
  minBackoffSeconds: 2,
  maxBackoffSeconds: 60,
  maxDoublings: 4,
};

/**
 * Sends what a delivery still owes. A task that comes too early is refused and so tried again: the
 * Tasks emulator does not know delays, and production's clock may differ.
 */
export function retryQueue(composers: Composers): TaskQueueFunction<{ delivery: string }> {
  return onTaskDispatched(
    {
      ...AS_DELIVERY,
      timeoutSeconds: RUN_SECONDS,
      rateLimits: { maxConcurrentDispatches: 100 },
      retryConfig: RETRIES,
    },
    ({ data }) => orLater(resume(data.delivery, deliveryPorts(), byKind(composers), 'task')),
  );
}

/** What is owed for an event that is no longer deployed is withdrawn. */
export function byKind(composers: Composers): Compose {
  return async (record) => (await composers[record.about.kind ?? 'comment']?.(record)) ?? [];
}

/** Refuses a task that has to come again later without a stack trace in the log. */
export async function orLater(run: Promise<void>): Promise<void> {
  try {
    await run;
  } catch (error) {
    if (error instanceof ComeBackLater) throw new HttpsError('unavailable', error.message);
    throw error;
  }
}
