import type { Payload, Push } from '../delivery/message.ts';
import { type Reason, wants } from './audience.ts';
import type { Comment } from './comment.ts';
import type { Standing } from './inbox-entry.ts';
import type { Language } from './languages/catalogues.ts';
import { negotiateLanguage } from './locale.ts';
import { composePayload, type Lifetime, type Manner } from './payload.ts';
import { isQuiet } from './quiet-hours.ts';
import type { User } from './user.ts';

/** Somebody who hears of a comment and wants to, and how it stands with them where that is kept. */
export interface Recipient {
  readonly user: User;
  readonly reason: Reason;
  readonly standing?: Standing;
}

/** What comments on one post replace on the screen: each its own repeat, or one another. */
export type CollapseUnit = 'comment' | 'post';

/** Those of the audience who want to hear of the comment. */
export function recipients(
  comment: Comment,
  who: ReadonlyMap<string, Reason>,
  users: readonly User[],
): Recipient[] {
  return users.flatMap((user) => {
    const reason = who.get(user.uid);
    return reason !== undefined && wants(user.settings, comment, reason) ? [{ user, reason }] : [];
  });
}

/** The pushes about a comment: one for each device of each recipient. */
export function composePushes(
  comment: Comment,
  to: readonly Recipient[],
  lifetime: Lifetime,
  unit: CollapseUnit = 'comment',
): Push[] {
  const compose = composeOnce(comment, lifetime);
  return to.flatMap(({ user, reason, standing }) => {
    const held = standing?.held === true && { held: true as const };
    return devicePushes(user, reason, lifetime.now, (language, quiet) =>
      compose(reason, language, {
        silent: quiet || standing?.silent === true,
        ...(standing && { badge: standing.badge }),
        ...(unit === 'post' && { gathered: standing?.count ?? 1 }),
      }),
    ).map((push) => ({ ...push, ...held }));
  });
}

/** One push for each device of a user, in its language; quiet where its hours are at `now`. */
export function devicePushes(
  { uid, settings: { quietHours }, devices, locale: ownLocale }: User,
  reason: string,
  now: number,
  compose: (language: Language, quiet: boolean) => Payload,
): Push[] {
  return devices.map(({ deviceId, platform, target, locale, timeZone }) => {
    const quiet = quietHours !== undefined && isQuiet(now, quietHours, timeZone);
    const payload = compose(negotiateLanguage(locale, ownLocale), quiet);
    return { uid, deviceId, reason, platform, target, payload };
  });
}

/** Composing cuts texts and is the costly part; most devices of a page share one payload. */
function composeOnce(comment: Comment, lifetime: Lifetime) {
  const composed = new Map<string, Payload>();
  return (reason: Reason, language: Language, manner: Manner): Payload => {
    const key = JSON.stringify([reason, language, manner]);
    const payload =
      composed.get(key) ?? composePayload(comment, reason, language, manner, lifetime);
    composed.set(key, payload);
    return payload;
  };
}
