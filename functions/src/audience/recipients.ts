import { createHash } from 'node:crypto';
import type { AppEvent } from '../events/app-event.ts';
import type { User } from './user.ts';

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
  const { authorId = '', thread } = notification;
  return users.flatMap((user) => {
    const { off, muted } = user.settings;
    const reason = audience.get(user.uid);
    const setting = reason && reasons[reason]?.setting;
    if (reason === undefined || setting === undefined || off.has(setting)) return [];
    if (muted.threads.has(thread.id) || muted.uids.has(authorId)) return [];
    return blockedBy.has(user.uid) ? [] : [{ user, reason }];
  });
}

/** Returns whether a user is among `percent` of all users. A larger percentage includes them too. */
export function isInShare(uid: string, percent: number): boolean {
  // This is the usual case, and a hash for each user of a page takes noticeable time.
  if (percent >= 100) return true;
  return createHash('sha256').update(uid).digest().readUInt32BE() % 100 < percent;
}
