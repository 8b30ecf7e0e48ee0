import { isInShare, recipientsAmong } from '../audience/recipients.ts';
import type { UserStore } from '../audience/user-store.ts';
import type { AppEvent, TooEarly } from '../events/app-event.ts';
import type { Skip } from '../events/event-definition.ts';
import type { Composed } from '../fcm/message.ts';
import type { Inbox } from '../inbox/inbox-store.ts';
import { type ComposeOptions, composePushes } from '../message/compose-pushes.ts';
import type { Claim } from './claim.ts';
import type { DeliveryRecord } from './record.ts';

export interface ComposePorts {
  readonly users: UserStore;
  /** Absent where the app keeps no inbox: then nothing of it is read or written. */
  readonly inbox?: Inbox;
  readonly options: ComposeOptions;
  /** Who does not belong to this share of all users hears nothing. */
  readonly sharePercent: number;
  now(): number;
}

/**
 * Composes the pushes of a page from what is true now: the devices, the settings, the event. For the
 * people whose devices are due; before the first round for all of its audience, less who follows no
 * more. Of a page that is left alone for nobody.
 */
export async function compose(
  event: AppEvent | TooEarly | Skip,
  { record, followers, due, expiresAt }: Claim,
  { users, inbox, options, sharePercent, now }: ComposePorts,
): Promise<Composed> {
  if (!('notification' in event)) return [];
  const { authorId } = event.notification;
  const at = now();
  const reasons = record.pending
    ? new Map(due.map(({ uid, reason }) => [uid, reason]))
    : reasonsOf(event, record, followers);
  const uids = [...reasons.keys()].filter((uid) => isInShare(uid, sharePercent));
  const [found, blockedBy] = await Promise.all([
    users.users(uids),
    authorId === undefined ? new Set<string>() : users.blockedBy(uids, authorId),
  ]);
  const recipients = recipientsAmong(reasons, found, blockedBy, event);
  const entered = await inbox?.enter(event, recipients, at);
  // A push is kept for an offline device as long as it would be retried for an online one.
  const ttlSeconds = Math.max(0, Math.ceil((expiresAt - at) / 1000));
  const lifetime = { now: at, ttlSeconds };
  const pushes = composePushes(event, recipients, entered, lifetime, options);
  if (event.definition.onUnreached === undefined) return pushes;
  const withoutDevice = recipients.filter(({ user }) => user.devices.length === 0);
  return [...pushes, ...withoutDevice.map(({ user: { uid } }) => ({ uid }))];
}

/** Everybody of a page with their reason: nobody for two, never who did it. */
function reasonsOf(
  { notification: { authorId }, followers: from }: AppEvent,
  { page, named = [] }: DeliveryRecord,
  followers: readonly string[],
): Map<string, string> {
  const reasons = new Map(named.map(({ uid, reason }) => [uid, reason]));
  const others = followers.filter((uid) => uid !== authorId && !reasons.has(uid));
  const { reason = '' } = from ?? {};
  return new Map([...(page === 1 ? reasons : []), ...others.map((uid) => [uid, reason] as const)]);
}
