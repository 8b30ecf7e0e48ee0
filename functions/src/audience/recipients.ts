import { createHash } from 'node:crypto';
import type { AppEvent } from '../events/app-event.ts';
import type { Notification } from '../events/event-definition.ts';
import type { Settings, User } from './user.ts';

/** A user who gets a push for an event. */
export interface Recipient {
  readonly user: User;
  readonly reason: string;
}

/**
 * Returns the users of an audience who get a push: their settings allow it, and they have not
 * blocked the author.
 *
 * @param audience the reason of each user, by uid
 * @param blockedBy the users who have blocked the author
 */
export function recipientsAmong(
  audience: ReadonlyMap<string, string>,
  users: readonly User[],
  blockedBy: ReadonlySet<string>,
  { reasons, notification }: Pick<AppEvent, 'reasons' | 'notification'>,
): Recipient[] {
  return users.flatMap((user) => {
    const reason = audience.get(user.uid) ?? '';
    const setting = reasons[reason]?.setting;
    if (setting === undefined || blockedBy.has(user.uid)) return [];
    return allowsPush(user.settings, setting, notification) ? [{ user, reason }] : [];
  });
}

function allowsPush(
  { off, muted }: Settings,
  setting: string,
  notification: Notification,
): boolean {
  const { authorId, thread } = notification;
  return !off.has(setting) && !muted.threads.has(thread.id) && !muted.uids.has(authorId ?? '');
}

/** Returns whether a user is among `percent` of all users. A larger percentage includes them too. */
export function isInShare(uid: string, percent: number): boolean {
  // This is the usual case, and a hash for each user of a page takes noticeable time.
  if (percent >= 100) return true;
  return createHash('sha256').update(uid).digest().readUInt32BE() % 100 < percent;
}
