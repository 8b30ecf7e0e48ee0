import type { Compose, DeliveryPorts } from '../delivery/deliver.ts';
import type { Push } from '../delivery/message.ts';
import { composePushes } from './compose-pushes.ts';
import type { EventDefinition } from './event-definition.ts';
import { type Occurrence, readOccurrence } from './occurrence.ts';
import type { Lifetime } from './payload.ts';
import type { NotificationPorts } from './ports.ts';
import { audienceOf, recipientsAmong } from './recipients.ts';

/** Reads who the audience is, enters the event in their inboxes, and composes their pushes. */
export async function composeFor(
  occurrence: Occurrence,
  audience: ReadonlyMap<string, string>,
  createdAt: number,
  ports: NotificationPorts,
): Promise<Push[]> {
  const { definition, notification } = occurrence;
  const { inbox } = ports;
  const now = ports.now();
  const uids = [...audience.keys()];
  const [users, blockedBy] = await Promise.all([
    ports.users.users(uids),
    ports.users.blockedBy(uids, notification.authorId),
  ]);
  const to = recipientsAmong(audience, users, blockedBy, definition, notification);
  const standing = await Promise.all(
    to.map(async (recipient) => ({
      ...recipient,
      ...(inbox && { inbox: await inbox.receive(occurrence, recipient, now) }),
    })),
  );
  return composePushes(occurrence, standing, lifetimeOf(createdAt, ports), ports.options);
}

/**
 * Composes anew what is pending, from what is true by then: nothing for a document that has been
 * deleted. A record that names nobody yet waited for its time: it is for everybody.
 */
export function composePending(definition: EventDefinition, ports: NotificationPorts): Compose {
  return async (record) => {
    const occurrence = await readOccurrence(definition, record.about, ports.events);
    if ('skip' in occurrence) return [];
    const audience = isUnaddressed(record)
      ? audienceOf(occurrence.notification)
      : new Map(record.pending.map(({ uid, reason }) => [uid, reason]));
    return composeFor(occurrence, audience, record.createdAt, ports);
  };
}

/** A push is kept for an offline device as long as it would be retried for an online one. */
function lifetimeOf(createdAt: number, { now, limits }: DeliveryPorts): Lifetime {
  const at = now();
  return { now: at, ttlSeconds: Math.max(0, Math.ceil((createdAt + limits.maxAgeMs - at) / 1000)) };
}
