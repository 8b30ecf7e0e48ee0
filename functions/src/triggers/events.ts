import { onDocumentCreated } from 'firebase-functions/firestore';
import { onTaskDispatched } from 'firebase-functions/tasks';
import { ATTEMPT_SECONDS } from '../config/attempt-seconds.ts';
import { AS_DELIVERY } from '../config/function-options.ts';
import { FOLLOWER_PAGES_PER_SECOND } from '../config/params.ts';
import { notify } from '../delivery/notify.ts';
import { notifyFollowers, PAGES_AT_ONCE } from '../delivery/notify-followers.ts';
import type { FollowerPage } from '../delivery/ports.ts';
import type { EventDefinition } from '../events/event-definition.ts';
import { fieldsOf } from '../events/event-store.ts';
import { RETRY_POLICY } from '../fcm/retry-policy.ts';
import { addDeployed, deployedEvent } from './deployed-events.ts';
import { reportingFailures } from './failures.ts';
import { notificationPorts } from './notification-ports.ts';

/**
 * The function that an event sets off. The platform retries it for 24 h when it throws; a
 * redelivery sends nothing twice.
 */
export function eventTrigger(definition: EventDefinition) {
  addDeployed(definition);
  return onDocumentCreated(
    {
      ...AS_DELIVERY,
      document: definition.document,
      retry: true,
      timeoutSeconds: ATTEMPT_SECONDS,
    },
    ({ time, params, data }) => {
      const at = Date.parse(time);
      const created = {
        params,
        data: fieldsOf(data, definition.fields),
        at: Number.isNaN(at) ? Date.now() : at,
      };
      return reportingFailures(() => notify(definition, created, notificationPorts()));
    },
  );
}

export const deliverFollowers = onTaskDispatched<FollowerPage>(
  {
    ...AS_DELIVERY,
    timeoutSeconds: ATTEMPT_SECONDS,
    concurrency: PAGES_AT_ONCE,
    rateLimits: {
      maxConcurrentDispatches: FOLLOWER_PAGES_PER_SECOND,
      maxDispatchesPerSecond: FOLLOWER_PAGES_PER_SECOND,
    },
    retryConfig: RETRY_POLICY.task,
  },
  async ({ data }) => {
    const definition = deployedEvent(data.about);
    if (definition === undefined) return;
    await reportingFailures(() => notifyFollowers(definition, data, notificationPorts()));
  },
);
