import { isInShare, recipientsAmong } from '../audience/recipients.ts';
import type { UserStore } from '../audience/user-store.ts';
import type { AppEvent, TooEarly } from '../events/app-event.ts';
import type { Skip } from '../events/event-definition.ts';
import type { Push } from '../fcm/message.ts';
import type { Inbox } from '../inbox/inbox-store.ts';
import { composePushes } from '../message/compose-pushes.ts';
import type { Claim } from './claim.ts';

export interface ComposePorts {
  readonly users: UserStore;
  /** Absent if the app has no inbox. Then nothing of it is read or written. */
  readonly inbox?: Inbox;
  /** `https://…` of the web app, without a path. If it is empty, pushes have no link. */
  readonly webOrigin: string;
  /** Only this percentage of all users gets pushes. */
  readonly sharePercent: number;
  now(): number;
}

/**
 * Composes the pushes of a page from current data. The first attempt composes for the audience,
 * without those who no longer follow. Later ones compose for the users whose devices are due.
 */
export async function compose(
  event: AppEvent | TooEarly | Skip,
  claim: Claim,
  { users, inbox, webOrigin, sharePercent, now }: ComposePorts,
): Promise<readonly Push[]> {
  if (!('notification' in event)) return [];
  const { authorId } = event.notification;
  const at = now();
  const reasons = claim.record.pending
    ? new Map(claim.due.map(({ uid, reason }) => [uid, reason]))
    : reasonsOf(event, claim);
  const uids = [...reasons.keys()].filter((uid) => isInShare(uid, sharePercent));
  const [found, blockedBy] = await Promise.all([
    users.users(uids),
    authorId === undefined ? new Set<string>() : users.blockedBy(uids, authorId),
  ]);
  const recipients = recipientsAmong(reasons, found, blockedBy, event);
  const inboxes = await inbox?.enter(event, recipients, at);
  // FCM keeps a push for an offline device as long as we would retry it for an online one.
  const ttlSeconds = Math.max(0, Math.ceil((claim.expiresAt - at) / 1000));
  return composePushes(event, recipients, inboxes, { now: at, ttlSeconds }, webOrigin);
}

/** Returns the users of a page with one reason each, without the event's author. */
function reasonsOf(
  { notification: { authorId }, followers: from }: AppEvent,
  { record: { page }, named, followers }: Claim,
): Map<string, string> {
  const reasons = new Map(named.map(({ uid, reason }) => [uid, reason]));
  const others = followers.filter((uid) => uid !== authorId && !reasons.has(uid));
  const { reason = '' } = from ?? {};
  return new Map([...(page === 1 ? reasons : []), ...others.map((uid) => [uid, reason] as const)]);
}
