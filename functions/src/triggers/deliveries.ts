import type { CloudEvent, CloudFunction } from 'firebase-functions';
import {
  type FirestoreEvent,
  onDocumentCreated,
  onDocumentUpdated,
} from 'firebase-functions/firestore';
import { onTaskDispatched, type TaskQueueOptions } from 'firebase-functions/tasks';
import { ATTEMPT_SECONDS } from '../config/environment.ts';
import { AS_DELIVERY } from '../config/function-options.ts';
import { FOLLOWER_PAGES_PER_SECOND } from '../config/params.ts';
import { deliver } from '../delivery/deliver.ts';
import { pageId } from '../delivery/page.ts';
import { eventRef } from '../events/app-event.ts';
import { checked } from '../events/check-definition.ts';
import type { EventDefinition, Fields } from '../events/event-definition.ts';
import { fieldsOf } from '../events/event-store.ts';
import { RETRY_POLICY } from '../fcm/retry-policy.ts';
import { reportingFailures, TaskTooEarly } from './failures.ts';
import { ports } from './instance.ts';
import type { PageTask, RetryTask } from './tasks.ts';

/** The deployed events, by name. Retries and pages of followers look them up. */
const deployed = new Map<string, EventDefinition>();
const deliveryPorts = () => ({ ...ports(), definitionOf: (name: string) => deployed.get(name) });

/**
 * Creates the function of an event. If it throws, the platform retries it for 24 h. A redelivery
 * sends no push twice.
 *
 * @throws if the definition is invalid, with a sentence for each mistake
 * @example
 * export const onOrderShipped = eventTrigger(orderShipped);
 */
export function eventTrigger(definition: EventDefinition): CloudFunction<CloudEvent<unknown>> {
  const { document, fields, happened, runsWith } = checked(definition);
  deployed.set(definition.name, definition);
  const options = {
    ...AS_DELIVERY,
    timeoutSeconds: ATTEMPT_SECONDS,
    ...runsWith,
    document,
    retry: true,
  };
  const run = async (event: FirestoreEvent<unknown>, brought: Fields, what?: string) => {
    const now = Date.now();
    const ref = eventRef(definition, event.params, Date.parse(event.time) || now, what);
    const page = { event: ref, page: 1, startedAt: now };
    await deliver(pageId(page), deliveryPorts(), { page, brought });
  };
  if (happened === undefined) {
    return onDocumentCreated(options, (event) =>
      reportingFailures(() => run(event, fieldsOf(event.data, fields))),
    );
  }
  return onDocumentUpdated(options, (event) =>
    reportingFailures(async () => {
      const brought = fieldsOf(event.data?.after, fields);
      const what = happened(fieldsOf(event.data?.before, fields), brought);
      if (what !== undefined) await run(event, brought, what);
    }),
  );
}

/** Tasks at the same time in one instance. 20 pages of 100 users need 180 of its 256 MB. */
const TASKS_AT_ONCE = 20;

const QUEUE: TaskQueueOptions = {
  ...AS_DELIVERY,
  timeoutSeconds: ATTEMPT_SECONDS,
  concurrency: TASKS_AT_ONCE,
  retryConfig: RETRY_POLICY.task,
};

/** Delivers one page of an event's followers. */
export const deliverFollowers = onTaskDispatched<PageTask>(
  {
    ...QUEUE,
    rateLimits: {
      maxConcurrentDispatches: FOLLOWER_PAGES_PER_SECOND,
      maxDispatchesPerSecond: FOLLOWER_PAGES_PER_SECOND,
    },
  },
  ({ data }) =>
    reportingFailures(() => deliver(pageId(data.page), deliveryPorts(), { page: data.page })),
);

/** Continues a delivery. The Tasks emulator ignores delays, so a task can come too early. */
export const retryDelivery = onTaskDispatched<RetryTask>(
  { ...QUEUE, rateLimits: { maxConcurrentDispatches: 100 } },
  ({ data }) =>
    reportingFailures(async () => {
      const { delivery, at } = data;
      if (Date.now() < at) throw new TaskTooEarly(`delivery ${delivery} is not due yet`);
      await deliver(delivery, deliveryPorts());
    }),
);
