import { audienceOf, recipientsAmong } from '../audience/recipients.ts';
import { isInShare } from '../audience/share.ts';
import type { EventDefinition } from '../events/event-definition.ts';
import type { Composed } from '../fcm/message.ts';
import { composePushes } from '../message/compose-pushes.ts';
import type { Lifetime } from '../message/payload.ts';
import type { DeliveryPorts } from './attempt.ts';
import { type Occurrence, readOccurrence } from './occurrence.ts';
import type { RetryPlan } from './plan.ts';
import type { NotificationPorts } from './ports.ts';
import type { DeliveryRecord } from './record.ts';

/** Reads who the audience is, enters the event in their inboxes, and composes their pushes. */
export async function composeFor(
  occurrence: Occurrence,
  audience: ReadonlyMap<string, string>,
  sentFrom: number,
  ports: NotificationPorts,
): Promise<Composed> {
  const { definition, notification } = occurrence;
  const { inbox } = ports;
  const now = ports.now();
  const uids = [...audience.keys()].filter((uid) => isInShare(uid, ports.sharePercent));
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
  const pushes = composePushes(occurrence, standing, lifetimeOf(sentFrom, ports), ports.options);
  if (definition.onUnreached === undefined) return pushes;
  const withoutDevice = to.filter(({ user }) => user.devices.length === 0);
  return [...pushes, ...withoutDevice.map(({ user: { uid } }) => ({ uid }))];
}

/**
 * How a delivery goes on, from what is true by then: a document that has been deleted is not told of
 * any more. A record that names nobody yet waited for its time: it is for everybody.
 */
export function retryPlan(definition: EventDefinition, ports: NotificationPorts): RetryPlan {
  const { onUnreached } = definition;
  const read = ({ about }: DeliveryRecord) => readOccurrence(definition, about, ports.events);
  return {
    async retry(record) {
      const occurrence = await read(record);
      if ('skip' in occurrence) return [];
      const { pending } = record;
      const audience = pending
        ? new Map(pending.map(({ uid, reason }) => [uid, reason]))
        : audienceOf(occurrence.notification);
      return composeFor(occurrence, audience, sentFrom(record), ports);
    },
    ...(onUnreached && {
      async onUnreached(uids, record) {
        const occurrence = await read(record);
        if ('notification' in occurrence) await onUnreached(uids, occurrence.notification);
      },
    }),
  };
}

/** From when the age of its pushes counts: the latest time that one of them was put off to. */
function sentFrom({ createdAt, notBefore = 0, pending = [] }: DeliveryRecord): number {
  return Math.max(createdAt, notBefore, ...pending.map((each) => each.notBefore ?? 0));
}

/** A push is kept for an offline device as long as it would be retried for an online one. */
function lifetimeOf(from: number, { now, limits }: DeliveryPorts): Lifetime {
  const at = now();
  return { now: at, ttlSeconds: Math.max(0, Math.ceil((from + limits.maxAgeMs - at) / 1000)) };
}
