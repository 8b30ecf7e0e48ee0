import { quietUntil } from '../audience/quiet-hours.ts';
import type { Recipient } from '../audience/recipients.ts';
import type { AppEvent } from '../events/app-event.ts';
import type { EventDefinition } from '../events/event-definition.ts';
import type { Payload, Push } from '../fcm/message.ts';
import type { Language } from '../texts/languages/catalogues.ts';
import { negotiateLanguage } from '../texts/locale.ts';
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
    const inQuietHours = event.definition.reasons[reason]?.inQuietHours ?? 'silent';
    // Elsewhere it is not said, and payloads that differ in nothing else stay shared.
    const count = options.collapse === 'thread' ? inbox?.count : undefined;
    return devices.map(({ deviceId, platform, target, locale, timeZone }): Push => {
      const { quietHours } = settings;
      const quiet = quietHours && quietUntil(lifetime.now, quietHours, timeZone);
      const holds = inQuietHours === 'later' || (quietHours?.hold && inQuietHours !== 'aloud');
      const payload = compose(reason, negotiateLanguage(locale, ownLocale), count, {
        silent: (quiet !== undefined && inQuietHours !== 'aloud') || inbox?.silent === true,
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

/** Composing cuts texts and is the costly part; most devices of a page share one payload. */
function composeOnce(event: AppEvent, lifetime: Lifetime, options: ComposeOptions) {
  const composed = new Map<string, Payload>();
  return (reason: string, language: Language, count: number | undefined, how: Presentation) => {
    const key = JSON.stringify([reason, language, count, how]);
    const payload =
      composed.get(key) ??
      composePayload(contentOf(event, reason, language, count ?? 1, options), how, lifetime);
    composed.set(key, payload);
    return payload;
  };
}

/** What an event says to somebody; `count` of its kind stand unread in the inbox, if one is kept. */
function contentOf(
  { definition, notification, path }: AppEvent,
  reason: string,
  language: Language,
  count: number,
  { collapse, webOrigin }: ComposeOptions,
): Content {
  const { reasons, texts, countedTitle, clickAction } = definition;
  const { authorId, authorName, thread, body, data, link, image, collapseKey } = notification;
  const replacesThread = collapse === 'thread' && countedTitle !== undefined;
  const name = authorName === undefined ? {} : { name: authorName };
  const title =
    replacesThread && count > 1
      ? write(language, countedTitle, { count }, texts)
      : write(language, `title.${reason}`, shortened({ ...notification.values, ...name }), texts);
  return {
    data: { type: reason, title, body, ...thread.data, ...data, authorId },
    channel: channelOf(definition, reason),
    collapseId: collapseId(replacesThread ? `${thread.id}/` : (collapseKey ?? path)),
    threadId: thread.id,
    analyticsLabel: reasons[reason]?.analyticsLabel ?? reason,
    ...(clickAction !== undefined && { clickAction }),
    ...(webOrigin && link !== undefined && { link: `${webOrigin}${link}` }),
    ...(image !== undefined && { image }),
  };
}

function channelOf({ reasons, channel, name }: EventDefinition, reason: string): string {
  return reasons[reason]?.channel ?? channel ?? name;
}

function shortened(values: Readonly<Record<string, string | number>>) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? cutToBytes(value, NAME_BYTES) : value,
    ]),
  );
}
