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

/** What the pushes of a thread replace on the screen: only their own repeats, or each other. */
export type CollapseUnit = 'event' | 'thread';

export interface ComposeOptions {
  readonly collapse: CollapseUnit;
  /** `https://…` of the web app, without a path. Without it, pushes have no link. */
  readonly webOrigin?: string | undefined;
}

/** What a user's inbox says about the push of one event. */
export interface InboxStatus {
  /** Another event of the thread made a sound a moment ago. */
  readonly silent: boolean;
  /** The sender has sent too many pushes to this user. The event is only in the inbox. */
  readonly held: boolean;
  /** The user has read it. No push is sent. */
  readonly isRead: boolean;
  /** Number of unread events in its entry. */
  readonly count: number;
  /** Number of the user's unread entries, shown on the app's icon. */
  readonly badge: number;
}

/**
 * Composes the pushes for an event: one for each device of each recipient.
 *
 * @param inboxes what the recipients' inboxes say, by uid, if the app has an inbox
 */
export function composePushes(
  event: AppEvent,
  recipients: readonly Recipient[],
  inboxes: ReadonlyMap<string, InboxStatus> | undefined,
  lifetime: Lifetime,
  options: ComposeOptions,
): Push[] {
  const compose = payloadCache(event, lifetime, options);
  return recipients.flatMap(({ user, reason }) => {
    const inbox = inboxes?.get(user.uid);
    if (inbox?.isRead) return [];
    const { uid, devices, settings, locale: ownLocale } = user;
    const { inQuietHours, isSilent = false } = event.reasons[reason] ?? {};
    // Otherwise the count must not make payloads differ, so that devices can share them.
    const count = options.collapse === 'thread' ? inbox?.count : undefined;
    return devices.map(({ deviceId, platform, target, locale, timeZone }): Push => {
      const { quietHours } = settings;
      const quiet = quietHours && quietUntil(lifetime.now, quietHours, timeZone);
      const holds = inQuietHours === 'later' || (quietHours?.hold && inQuietHours !== 'aloud');
      const payload = compose(reason, [locale, ownLocale], count, {
        silent:
          isSilent || (quiet !== undefined && inQuietHours !== 'aloud') || inbox?.silent === true,
        ...(inbox && { badge: inbox.badge }),
      });
      return {
        ...{ uid, deviceId, reason, platform, target, payload },
        ...(inbox?.held === true && { held: true }),
        ...(quiet !== undefined && holds && { notBefore: quiet }),
      };
    });
  });
}

type Locales = readonly (string | undefined)[];

/** Composes each distinct payload once: it is slow, and most devices of a page share one. */
function payloadCache(event: AppEvent, lifetime: Lifetime, options: ComposeOptions) {
  const { title, body } = event.notification;
  const composed = new Map<string, Payload>();
  return (
    reason: string,
    locales: Locales,
    count: number | undefined,
    presentation: Presentation,
  ) => {
    const language = negotiateLanguage(...locales);
    const own = [title, body].map((text) => typeof text === 'object' && textFor(text, ...locales));
    const key = JSON.stringify([reason, language, own, count, presentation]);
    const payload =
      composed.get(key) ??
      composePayload(
        contentOf(event, reason, language, locales, count, options),
        presentation,
        lifetime,
      );
    composed.set(key, payload);
    return payload;
  };
}

/** Returns the content of an event. `count` is the number of unread events in the inbox entry. */
function contentOf(
  { definition, notification, path, what, reasons }: AppEvent,
  reason: string,
  language: Language,
  locales: Locales,
  count: number | undefined = 1,
  { collapse, webOrigin }: ComposeOptions,
): Content {
  const { texts, countedTitle, clickAction, channel, name } = definition;
  const { authorId, authorName, thread, data, link, image, collapseKey } = notification;
  const options = reasons[reason];
  const replacesThread = collapse === 'thread' && countedTitle !== undefined;
  const values = { ...notification.values, name: authorName };
  const standardTitle =
    notification.title === undefined
      ? write(language, `title.${reason}`, shortened(values), texts)
      : cutToBytes(textFor(notification.title, ...locales), NAME_BYTES);
  const title =
    replacesThread && count > 1 ? write(language, countedTitle, { count }, texts) : standardTitle;
  const body = textFor(notification.body, ...locales);
  return {
    data: { ...thread.data, ...data, type: reason, title, body, ...(authorId && { authorId }) },
    channel: options?.channel ?? channel ?? name,
    collapseId: collapseId(
      replacesThread ? `${thread.id}/` : (collapseKey ?? [path, what].join(' ').trim()),
    ),
    threadId: thread.id,
    analyticsLabel: options?.analyticsLabel ?? reason,
    clickAction,
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
