import type { EventDefinition, Notification } from '../events/event-definition.ts';
import type { Settings } from './settings.ts';
import type { User } from './user.ts';

/** Somebody who hears of an event and wants to. */
export interface Recipient {
  readonly user: User;
  readonly reason: string;
}

/** Everybody whom an event concerns by name, with the first reason of each; never who did it. */
export function audienceOf({ authorId, audience }: Notification): Map<string, string> {
  const named = new Map<string, string>();
  for (const [uid, reason] of audience) {
    if (uid !== authorId && !named.has(uid)) named.set(uid, reason);
  }
  return named;
}

/** Those of a page of followers who hear of the event as such, beside those it names. */
export function followersAmong(
  uids: readonly string[],
  notification: Notification,
): Map<string, string> {
  const named = audienceOf(notification);
  const { authorId, followers } = notification;
  const heard = uids.filter((uid) => uid !== authorId && !named.has(uid));
  return new Map(followers && heard.map((uid) => [uid, followers.reason]));
}

/** Those of the audience who want to hear of it and have not blocked who did it. */
export function recipientsAmong(
  audience: ReadonlyMap<string, string>,
  users: readonly User[],
  blockedBy: ReadonlySet<string>,
  { reasons }: Pick<EventDefinition, 'reasons'>,
  notification: Notification,
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
  return !off.has(setting) && !muted.threads.has(thread.id) && !muted.uids.has(authorId);
}
