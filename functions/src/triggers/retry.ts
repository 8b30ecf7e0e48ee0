import { onTaskDispatched, type TaskQueueFunction } from 'firebase-functions/tasks';
import { resume } from '../delivery/deliver.ts';
import type { RetryPlan } from '../delivery/plan.ts';
import { ATTEMPT_SECONDS, type DeliveryRecord } from '../delivery/record.ts';
import { AS_DELIVERY } from '../service-accounts.ts';
import { deliveryPorts } from './delivery-ports.ts';
import { reportingFailures } from './failures.ts';

/** How deliveries go on, by the `kind` of what their record is about. */
export type RetryPlans = Readonly<Record<string, RetryPlan>> & {
  /** Of records that name no kind. */
  readonly comment: RetryPlan;
};

/**
 * Of tasks whose attempt failed, or that came too early: every few seconds at first, then every minute,
 * for longer than a push lives.
 */
export const RETRIES = {
  maxAttempts: 300,
  minBackoffSeconds: 2,
  maxBackoffSeconds: 60,
  maxDoublings: 4,
};

/**
 * Pages of followers, or retries of them, that an instance works on at once: 20 pages of 100 people
 * with two devices take 170 of its 256 MB, 50 took 246 (`npm test` prints it).
 */
export const PAGES_AT_ONCE = 20;

/**
 * Sends what of a delivery is still pending. A task that comes too early is refused and so tried again: the
 * Tasks emulator does not know delays, and production's clock may differ.
 */
export function retryQueue(plans: RetryPlans): TaskQueueFunction<{ delivery: string }> {
  return onTaskDispatched(
    {
      ...AS_DELIVERY,
      timeoutSeconds: ATTEMPT_SECONDS,
      concurrency: PAGES_AT_ONCE,
      rateLimits: { maxConcurrentDispatches: 100 },
      retryConfig: RETRIES,
    },
    ({ data }) =>
      reportingFailures(() => resume(data.delivery, byKind(plans), deliveryPorts(), 'task')),
  );
}

/** What is pending for an event that is no longer deployed is withdrawn. */
export function byKind(plans: RetryPlans): (record: DeliveryRecord) => RetryPlan {
  return ({ about: { kind = 'comment' } }) =>
    (Object.hasOwn(plans, kind) ? plans[kind] : undefined) ?? { retry: async () => [] };
}
