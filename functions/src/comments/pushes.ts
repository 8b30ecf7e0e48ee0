import type { Payload, Push } from '../delivery/message.ts';
import type { Reason } from './audience.ts';
import type { Comment } from './comment.ts';
import type { Language } from './languages/catalogues.ts';
import { negotiateLanguage } from './locale.ts';
import { composePayload, type Lifetime, type Manner } from './payload.ts';
import { isQuiet } from './quiet-hours.ts';
import type { User } from './user.ts';

/** Payloads about one comment. Equal arguments give the same object, composed once. */
export type ComposeFor = (reason: Reason, language: Language, manner: Manner) => Payload;

export function payloadsFor(comment: Comment, lifetime: Lifetime): ComposeFor {
  const composed = new Map<string, Payload>();
  return (reason, language, manner) => {
    const key = `${reason} ${language} ${manner.silent} ${manner.badge}`;
    const known = composed.get(key);
    if (known !== undefined) return known;
    const payload = composePayload(comment, reason, language, manner, lifetime);
    composed.set(key, payload);
    return payload;
  };
}

/**
 * One push for each device of somebody who hears of a comment, in the device's language. It is
 * silent on devices where it is their quiet hours at `at` (milliseconds since the epoch), and on
 * all if `manner` says so.
 */
export function pushesTo(
  user: User,
  reason: Reason,
  compose: ComposeFor,
  at: number,
  manner: Manner = { silent: false },
): Push[] {
  const { uid, locale, devices, settings } = user;
  return devices.map(({ deviceId, platform, target, ...device }) => {
    const quiet =
      settings.quietHours !== undefined && isQuiet(at, settings.quietHours, device.timeZone);
    const language = negotiateLanguage(device.locale, locale);
    const payload = compose(reason, language, { ...manner, silent: manner.silent || quiet });
    return { uid, deviceId, reason, platform, target, payload };
  });
}
