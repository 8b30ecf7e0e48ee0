import { onTaskDispatched } from 'firebase-functions/tasks';
import { resume } from '../delivery/deliver.ts';
import { ATTEMPT_SECONDS } from '../delivery/record.ts';
import { RETRY_POLICY } from '../delivery/retry-policy.ts';
import { AS_DELIVERY } from '../function-options.ts';
import { PAGES_AT_ONCE } from '../notifications/notify-followers.ts';
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
