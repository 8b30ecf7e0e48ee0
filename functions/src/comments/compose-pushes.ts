import type { Payload, Push } from '../delivery/message.ts';
import { type Reason, wants } from './audience.ts';
import type { Comment } from './comment.ts';
import { negotiateLanguage } from './locale.ts';
import { composePayload, type Lifetime } from './payload.ts';
import { isQuiet } from './quiet-hours.ts';
import type { User } from './user.ts';

/** The pushes about a comment for those who want it: one for each of their devices. */
export function composePushes(
  comment: Comment,
  who: ReadonlyMap<string, Reason>,
  users: readonly User[],
  lifetime: Lifetime,
): Push[] {
  const compose = composeOnce(comment, lifetime);
  return users.flatMap((user) => {
    const reason = who.get(user.uid);
    if (reason === undefined || !wants(user.settings, comment, reason)) return [];
    return user.devices.map(({ deviceId, platform, target, locale, timeZone }) => {
      const { quietHours } = user.settings;
      const silent = quietHours !== undefined && isQuiet(lifetime.now, quietHours, timeZone);
      const payload = compose(reason, negotiateLanguage(locale, user.locale), silent);
      return { uid: user.uid, deviceId, reason, platform, target, payload };
    });
  });
}

/** Composing cuts texts and is the costly part; most devices of a page share one payload. */
function composeOnce(comment: Comment, lifetime: Lifetime) {
  const composed = new Map<string, Payload>();
  return (
    ...[reason, language, silent]: [Reason, ReturnType<typeof negotiateLanguage>, boolean]
  ) => {
    const key = `${reason} ${language} ${silent}`;
    const payload =
      composed.get(key) ?? composePayload(comment, reason, language, { silent }, lifetime);
    composed.set(key, payload);
    return payload;
  };
}
