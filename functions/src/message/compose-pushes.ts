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

/** What the pushes of one thread replace on the screen: each its own repeat, or one another. */
export type CollapseUnit = 'event' | 'thread';

export interface ComposeOptions {
  readonly collapse: CollapseUnit;
  /** `https://…` of the web app, without a path; pushes have no link without it. */
  readonly webOrigin?: string | undefined;
}

/** What a person's inbox says about the push of one event. */
export interface InboxStanding {
  /** Another event of the thread made a sound a moment ago. */
  readonly silent: boolean;
  /** The sender has pushed this person too often: the inbox has it, no push is sent. */
  readonly held: boolean;
  /** The person has read it: no push is sent. */
  readonly isRead: boolean;
  /** Unread events in its entry. */
  readonly count: number;
  /** Unread entries of the person: the number on the app's icon. */
  readonly badge: number;
}

/**
 * The pushes about an event: one for each device of each recipient.
 *
 * @param inboxes what the recipients' inboxes say, by uid, where the app keeps them
 */
export function composePushes(
  event: AppEvent,
  recipients: readonly Recipient[],
  inboxes: ReadonlyMap<string, InboxStanding> | undefined,
  lifetime: Lifetime,
  options: ComposeOptions,
): Push[] {
  const compose = composeOnce(event, lifetime, options);
  return recipients.flatMap(({ user, reason }) => {
    const inbox = inboxes?.get(user.uid);
    if (inbox?.isRead) return [];
    const { uid, devices, settings, locale: ownLocale } = user;
    const { inQuietHours = 'silent', isSilent = false } = event.reasons[reason] ?? {};
    // Elsewhere it is not said, and payloads that differ in nothing else stay shared.
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

/** By their BCP 47 tags, most wanted first. */
type Locales = readonly (string | undefined)[];

/** Composing cuts texts and is the costly part; most devices of a page share one payload. */
function composeOnce(event: AppEvent, lifetime: Lifetime, options: ComposeOptions) {
  const { title, body } = event.notification;
  const composed = new Map<string, Payload>();
  return (reason: string, locales: Locales, count: number | undefined, how: Presentation) => {
    const language = negotiateLanguage(...locales);
    const own = [title, body].map((text) => typeof text === 'object' && textFor(text, ...locales));
    const key = JSON.stringify([reason, language, own, count, how]);
    const payload =
      composed.get(key) ??
      composePayload(contentOf(event, reason, language, locales, count, options), how, lifetime);
    composed.set(key, payload);
    return payload;
  };
}

/** What an event says to somebody; `count` of its kind stand unread in the inbox, if one is kept. */
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
  const replacesThread = collapse === 'thread' && countedTitle !== undefined;
  const values = { ...notification.values, ...(authorName !== undefined && { name: authorName }) };
  const usual =
    notification.title === undefined
      ? write(language, `title.${reason}`, shortened(values), texts)
      : cutToBytes(textFor(notification.title, ...locales), NAME_BYTES);
  const title =
    replacesThread && count > 1 ? write(language, countedTitle, { count }, texts) : usual;
  const body = textFor(notification.body, ...locales);
  return {
    data: { ...thread.data, ...data, type: reason, title, body, ...(authorId && { authorId }) },
    channel: reasons[reason]?.channel ?? channel ?? name,
    collapseId: collapseId(
      replacesThread ? `${thread.id}/` : (collapseKey ?? [path, what].join(' ').trim()),
    ),
    threadId: thread.id,
    analyticsLabel: reasons[reason]?.analyticsLabel ?? reason,
    ...(clickAction !== undefined && { clickAction }),
    ...(webOrigin && link !== undefined && { link: `${webOrigin}${link}` }),
    ...(image !== undefined && { image }),
    ...(definition.look && { look: definition.look(reason, notification) }),
  };
}

function shortened(values: Readonly<Record<string, string | number>>) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? cutToBytes(value, NAME_BYTES) : value,
    ]),
  );
}
