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
import { ComeBackLater, reportingFailures } from './failures.ts';
import { ports } from './instance.ts';
import type { PageTask, RetryTask } from './tasks.ts';

/** By their names: what retries and pages of followers look up. */
const deployed = new Map<string, EventDefinition>();
const deliveryPorts = () => ({ ...ports(), definitionOf: (name: string) => deployed.get(name) });

/**
 * The function that an event sets off: the creation of its document, or what happens by a change. The
 * platform retries it for 24 h when it throws; a redelivery sends nothing twice.
 *
 * @throws where the definition contradicts itself, in a sentence for whoever wrote it
 */
export function eventTrigger(definition: EventDefinition): CloudFunction<CloudEvent<unknown>> {
  const { document, fields, happened, runsWith } = checked(definition);
  deployed.set(definition.name, definition);
  const options = {
    ...{ ...AS_DELIVERY, timeoutSeconds: ATTEMPT_SECONDS, ...runsWith },
    ...{ document, retry: true },
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

/** Tasks that an instance works on at once: 20 pages of 100 people take 170 of its 256 MB. */
const TASKS_AT_ONCE = 20;

const QUEUE: TaskQueueOptions = {
  ...AS_DELIVERY,
  timeoutSeconds: ATTEMPT_SECONDS,
  concurrency: TASKS_AT_ONCE,
  retryConfig: RETRY_POLICY.task,
};

/** Begins a page of an event's followers. */
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

/** Goes on with a delivery. The Tasks emulator knows no delays: a task that is early comes again. */
export const retryDelivery = onTaskDispatched<RetryTask>(
  { ...QUEUE, rateLimits: { maxConcurrentDispatches: 100 } },
  ({ data }) =>
    reportingFailures(async () => {
      const { delivery, at } = data;
      if (Date.now() < at) throw new ComeBackLater(`delivery ${delivery} is not due yet`);
      await deliver(delivery, deliveryPorts());
    }),
);
