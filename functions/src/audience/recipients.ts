import { createHash } from 'node:crypto';
import type { AppEvent } from '../events/app-event.ts';
import type { Notification } from '../events/event-definition.ts';
import type { Settings, User } from './user.ts';

/** Somebody who hears of an event and wants to. */
export interface Recipient {
  readonly user: User;
  readonly reason: string;
}

/** Those of an audience, by uid with their reasons, who want to hear and have not blocked who did it. */
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
    return wants(user.settings, setting, notification) ? [{ user, reason }] : [];
  });
}

function wants({ off, muted }: Settings, setting: string, notification: Notification): boolean {
  const { authorId, thread } = notification;
  return !off.has(setting) && !muted.threads.has(thread.id) && !muted.uids.has(authorId ?? '');
}

/**
 * Whether somebody belongs to a share of all users, from 0 to 100 percent: always the same ones, and
 * who belongs to a share belongs to each larger one.
 */
export function isInShare(uid: string, percent: number): boolean {
  // Which is nearly always, and a hash for each of a page's people is felt.
  if (percent >= 100) return true;
  return createHash('sha256').update(uid).digest().readUInt32BE() % 100 < percent;
}
