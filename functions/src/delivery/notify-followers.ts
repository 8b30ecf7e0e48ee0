import { followersAmong } from '../audience/recipients.ts';
import type { EventDefinition } from '../events/event-definition.ts';
import { composeFor, retryPlan } from './compose.ts';
import { deliver } from './deliver.ts';
import { type Occurrence, readOccurrence } from './occurrence.ts';
import type { FollowerPage, NotificationPorts } from './ports.ts';

/** Followers in one task: about a second of reading and sending, a hundredth of its time-out. */
const PAGE_SIZE = 100;

/**
 * Pages of followers, or retries of them, that an instance works on at once: 20 pages of 100 people
 * with two devices take 170 of its 256 MB, 50 took 246 (`npm test` prints it).
 */
export const PAGES_AT_ONCE = 20;

/** Sends the page of followers that a task has come for. */
export async function notifyFollowers(
  definition: EventDefinition,
  page: FollowerPage,
  ports: NotificationPorts,
): Promise<void> {
  const occurrence = await readOccurrence(definition, page.about, ports.events);
  if (!('skip' in occurrence)) await notifyPage(occurrence, page, ports);
}

/** Sends one page of followers, after having seen to it that the next one follows. */
export async function notifyPage(
  occurrence: Occurrence,
  page: FollowerPage,
  ports: NotificationPorts,
): Promise<void> {
  const { definition } = occurrence;
  const { followers } = occurrence.notification;
  if (followers === undefined) return;
  const uids = await ports.users.followers(followers, page.after, PAGE_SIZE);
  const after = uids.at(-1);
  if (uids.length === PAGE_SIZE && after !== undefined) {
    await ports.enqueuePage({ ...page, page: page.page + 1, after });
  }

  const audience = followersAmong(uids, occurrence.notification);
  if (audience.size === 0) return;
  const { createdAt } = page;
  const pushes = await composeFor(occurrence, audience, createdAt, ports);
  if (pushes.length === 0) return;
  const delivery = {
    id: `${page.id}-${page.page}`,
    about: { ...page.about, page: String(page.page) },
    createdAt,
  };
  await deliver(delivery, { ...retryPlan(definition, ports), first: async () => pushes }, ports);
}
