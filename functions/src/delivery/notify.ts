import { audienceOf } from '../audience/recipients.ts';
import type { EventDefinition, Fields, Params } from '../events/event-definition.ts';
import { composeFor, retryPlan } from './compose.ts';
import { deliver, recordSkipped } from './deliver.ts';
import { notifyPage, PAGES_AT_ONCE } from './notify-followers.ts';
import { deliveryOf, readOccurrence } from './occurrence.ts';
import type { NotificationPorts } from './ports.ts';

/** A document that was created, as the platform's event tells of it. */
export interface Created {
  readonly params: Params;
  /** By our names for its fields. */
  readonly data: Fields;
  /** Ms since the epoch. */
  readonly at: number;
}

/** First pages that this instance is sending. In a storm the others go through the queue. */
let firstPages = 0;

/**
 * Tells everyone whom an event concerns. Those whom it names hear at once, and so does the first page
 * of its followers: most events have no more, and wait behind nobody's. The others, who may be many,
 * hear page by page through a queue.
 */
export async function notify(
  definition: EventDefinition,
  { params, data, at }: Created,
  ports: NotificationPorts,
): Promise<void> {
  const delivery = deliveryOf(definition, params, at);
  const occurrence = await readOccurrence(definition, params, ports.events, data);
  if ('skip' in occurrence) return recordSkipped(delivery, occurrence.skip, ports);

  const { authorId, followers, thread, data: ids } = occurrence.notification;
  const about = { ...thread.data, ...ids, ...delivery.about, authorId };
  const named = { ...delivery, about };
  const audience = audienceOf(occurrence.notification);
  const { undoSeconds } = definition;
  const notBefore = undoSeconds === undefined ? {} : { notBefore: at + undoSeconds * 1000 };

  const notifyNamed = async (): Promise<void> => {
    if (audience.size === 0) return recordSkipped(named, 'concerns nobody by name', ports);
    const first = () => composeFor(occurrence, audience, at, ports);
    await deliver(named, { ...retryPlan(definition, ports), first, ...notBefore }, ports);
  };
  const notifyFirstPage = async (): Promise<void> => {
    if (followers === undefined) return;
    const { notBefore: startedAt = ports.now() } = notBefore;
    const page = { ...named, page: 1, startedAt };
    if (undoSeconds !== undefined || firstPages >= PAGES_AT_ONCE) {
      const [one] = await ports.users.followers(followers, undefined, 1);
      return one === undefined ? undefined : ports.enqueuePage(page);
    }
    firstPages += 1;
    try {
      await notifyPage(occurrence, page, ports);
    } finally {
      firstPages -= 1;
    }
  };
  // One that fails does not end the other: a function that has ended is given no time to write down
  // what it sent.
  for (const ended of await Promise.allSettled([notifyNamed(), notifyFirstPage()])) {
    if (ended.status === 'rejected') throw ended.reason;
  }
}
