import { onTaskDispatched } from 'firebase-functions/tasks';
import { ATTEMPT_SECONDS } from '../config/attempt-seconds.ts';
import { AS_DELIVERY } from '../config/function-options.ts';
import { resume } from '../delivery/deliver.ts';
import { PAGES_AT_ONCE } from '../delivery/notify-followers.ts';
import { RETRY_POLICY } from '../fcm/retry-policy.ts';
import { deliveryPorts } from './delivery-ports.ts';
import { planOfDeployed } from './deployed-events.ts';
import { reportingFailures } from './failures.ts';

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
    retryConfig: RETRY_POLICY.task,
  },
  ({ data }) =>
    reportingFailures(() => resume(data.delivery, planOfDeployed, deliveryPorts(), 'task')),
);
