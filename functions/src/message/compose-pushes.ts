import { quietUntil } from '../audience/quiet-hours.ts';
import type { Recipient } from '../audience/recipients.ts';
import type { AppEvent } from '../events/app-event.ts';
import type { Payload, Push } from '../fcm/message.ts';
import type { Language } from '../texts/languages/catalogues.ts';
import { negotiateLanguage, textFor } from '../texts/locale.ts';
import { write } from '../texts/texts.ts';
import {
  type Content,
  collapseId,
  composePayload,
  type Lifetime,
  type Presentation,
} from './payload.ts';
import { cutToBytes, NAME_BYTES } from './payload-limit.ts';

/** What a user's inbox says about the push of one event. */
export interface InboxStatus {
  /** Another event of the thread made a sound a moment ago. */
  readonly silent: boolean;
  /** The sender has sent too many pushes to this user. The event is only in the inbox. */
  readonly held: boolean;
  /** The user has read it. No push is sent. */
  readonly isRead: boolean;
  /** Number of the user's unread entries, shown on the app's icon. */
  readonly badge: number;
}

/**
 * Composes the pushes for an event: one for each device of each recipient.
 *
 * @param inboxes what the recipients' inboxes say, by uid, if the app has an inbox
 * @param webOrigin `https://…` of the web app, without a path. If it is empty, pushes have no link.
 */
export function composePushes(
  event: AppEvent,
  recipients: readonly Recipient[],
  inboxes: ReadonlyMap<string, InboxStatus> | undefined,
  lifetime: Lifetime,
  webOrigin: string,
): Push[] {
  const compose = payloadCache(event, lifetime, webOrigin);
  return recipients.flatMap(({ user, reason }) => {
    const { uid, devices, settings, locale: ownLocale } = user;
    const inbox = inboxes?.get(uid);
    if (inbox?.isRead) return [];
    const { quietHours } = settings;
    const { inQuietHours, isSilent = false } = event.reasons[reason] ?? {};
    return devices.map(({ deviceId, platform, target, locale, timeZone }): Push => {
      const quiet = quietHours && quietUntil(lifetime.now, quietHours, timeZone);
      const isQuiet = quiet !== undefined && inQuietHours !== 'aloud';
      const payload = compose(reason, [locale, ownLocale], {
        silent: isSilent || isQuiet || inbox?.silent === true,
        badge: inbox?.badge,
      });
      const notBefore = inQuietHours === 'later' ? quiet : undefined;
      return {
        uid,
        deviceId,
        reason,
        platform,
        target,
        payload,
        held: inbox?.held === true,
        notBefore,
      };
    });
  });
}

/** The texts of an event for one device. */
interface Texts {
  readonly language: Language;
  /** Absent if the title is the standard one of the reason. */
  readonly title: string | undefined;
  readonly body: string;
}

/** Composes each distinct payload once: it is slow, and most devices of a page share one. */
function payloadCache(event: AppEvent, lifetime: Lifetime, webOrigin: string) {
  const { title, body } = event.notification;
  const composed = new Map<string, Payload>();
  return (
    reason: string,
    locales: readonly (string | undefined)[],
    presentation: Presentation,
  ): Payload => {
    const texts: Texts = {
      language: negotiateLanguage(...locales),
      title: title && textFor(title, ...locales),
      body: textFor(body, ...locales),
    };
    const key = JSON.stringify([reason, texts, presentation]);
    const payload =
      composed.get(key) ??
      composePayload(contentOf(event, reason, texts, webOrigin), presentation, lifetime);
    composed.set(key, payload);
    return payload;
  };
}

function contentOf(
  { definition, notification, path, what, reasons }: AppEvent,
  reason: string,
  { language, title: ownTitle, body }: Texts,
  webOrigin: string,
): Content {
  const { authorId, authorName, thread, data, link, image, collapseKey } = notification;
  const values = { ...notification.values, name: authorName };
  const title =
    ownTitle === undefined
      ? write(language, `title.${reason}`, shortened(values), definition.texts)
      : cutToBytes(ownTitle, NAME_BYTES);
  return {
    data: { ...thread.data, ...data, type: reason, title, body, ...(authorId && { authorId }) },
    channel: reasons[reason]?.channel ?? definition.channel ?? definition.name,
    collapseId: collapseId(collapseKey ?? [path, what].join(' ').trim()),
    threadId: thread.id,
    link: webOrigin && link !== undefined ? `${webOrigin}${link}` : undefined,
    image,
    look: definition.look?.(reason, notification),
  };
}

function shortened(values: Readonly<Record<string, string | number | undefined>>) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? cutToBytes(value, NAME_BYTES) : value,
    ]),
  );
}
