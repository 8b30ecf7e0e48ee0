import {
  type AppEvent,
  type EventRef,
  type EventStore,
  type Named,
  readEvent,
  type TooEarly,
} from '../events/app-event.ts';
import type { EventDefinition, Fields, Skip } from '../events/event-definition.ts';

/** FCM asks senders to reach their full rate over a minute. */
const RAMP_SECONDS = 60;

/**
 * A page of an event's audience: one delivery. The first page has the users whom the event names
 * and the first followers. Each further page has the next followers, sorted by ID. All times are in
 * milliseconds since the epoch.
 */
export interface Page {
  readonly event: EventRef;
  /** Counted from 1. */
  readonly page: number;
  /** When the first page started. The times of later pages count from here. */
  readonly startedAt: number;
  /** No push may be sent before this time. The age of pushes counts from here. */
  readonly notBefore?: number | undefined;
  /** The users whom the event names. They are on the first page, and on no page as followers. */
  readonly named?: readonly Named[];
  /** The last follower of the page before. */
  readonly after?: string | undefined;
}

/** The audience of a page. The record has it before anything is sent or the next page enqueued. */
export interface Audience {
  readonly named: readonly Named[];
  /** The last follower of this page. Absent if it has none. */
  readonly upTo?: string | undefined;
  /** The next page must still be enqueued. */
  readonly more?: true | undefined;
  /** The event's author, for the operator to see. */
  readonly authorId?: string | undefined;
}

/** Returns the ID of a page's record: the event's ID, with the page's number from page 2 on. */
export function pageId({ event, page }: Page): string {
  return page === 1 ? event.id : `${event.id}-${page}`;
}

export interface ReadPorts {
  /** Returns the event's definition, or undefined if it is not deployed any more. */
  definitionOf(name: string): EventDefinition | undefined;
  readonly events: EventStore;
}

/**
 * Reads the event of a page, and its followers at the same time. If the record has fixed the
 * followers, it reads these. For a new page, it reads one follower more than fits, to know whether
 * a next page exists. It reads none if the record has the pending devices.
 *
 * @param size maximum number of followers on a new page
 * @param brought the fields of the event's document, if the caller has them
 * @param now milliseconds since the epoch
 */
export async function readPage(
  page: Page & Partial<Audience> & { readonly attempt?: number; readonly pending?: unknown },
  size: number,
  brought: Fields | undefined,
  now: number,
  { definitionOf, events }: ReadPorts,
): Promise<AppEvent | TooEarly | Skip> {
  const definition = definitionOf(page.event.name);
  if (definition === undefined) return { skip: 'its event is not deployed' };
  const { after, upTo, named, pending, attempt = 0 } = page;
  const fixed = upTo === undefined || pending ? undefined : { after, upTo };
  return readEvent(definition, page.event, events, {
    brought,
    followers: attempt === 0 ? { after, limit: size + 1 } : fixed,
    now: named === undefined ? now : undefined,
  });
}

/**
 * Returns when a page may be sent, in milliseconds since the epoch. A late page goes to the end of
 * the queue. The queue sorts by time, so otherwise the late pages of many comments would all come
 * before newer ones.
 */
export function pageTime(
  { page, startedAt }: Pick<Page, 'page' | 'startedAt'>,
  pagesPerSecond: number,
  now: number,
): number {
  return Math.max(now, startedAt + pageOffset(page, pagesPerSecond));
}

/** Returns the milliseconds from the first page to another. The rate grows for a minute. */
export function pageOffset(page: number, pagesPerSecond: number): number {
  const before = page - 1;
  const rampPages = (pagesPerSecond * RAMP_SECONDS) / 2;
  const seconds =
    before <= rampPages
      ? Math.sqrt((2 * RAMP_SECONDS * before) / pagesPerSecond)
      : RAMP_SECONDS + (before - rampPages) / pagesPerSecond;
  return Math.round(seconds * 1000);
}
