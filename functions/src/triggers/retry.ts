import { onTaskDispatched } from 'firebase-functions/tasks';
import { resume } from '../delivery/deliver.ts';
import { ATTEMPT_SECONDS } from '../delivery/record.ts';
import { AS_DELIVERY } from '../function-options.ts';
import { deliveryPorts } from './delivery-ports.ts';
import { planOfDeployed } from './deployed-events.ts';
import { reportingFailures } from './failures.ts';

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
 * Sends what of a delivery is still pending. A task that comes too early is refused and so tried again:
 * the Tasks emulator does not know delays, and production's clock may differ.
 */
export const retryDelivery = onTaskDispatched<{ delivery: string }>(
  {
    ...AS_DELIVERY,
    timeoutSeconds: ATTEMPT_SECONDS,
    concurrency: PAGES_AT_ONCE,
    rateLimits: { maxConcurrentDispatches: 100 },
    retryConfig: RETRIES,
  },
  ({ data }) =>
    reportingFailures(() => resume(data.delivery, planOfDeployed, deliveryPorts(), 'task')),
);
