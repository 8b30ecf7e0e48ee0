import {
  type AppEvent,
  type EventRef,
  type EventStore,
  type Named,
  readEvent,
  type TooEarly,
} from '../events/app-event.ts';
import type { EventDefinition, Fields, Skip } from '../events/event-definition.ts';

/** FCM asks senders to ramp up over a minute instead of starting at full rate, seconds. */
const RAMP_SECONDS = 60;

/**
 * A page of an event's audience, which is one delivery. The first page has those whom the event names
 * and the first of its followers; the others have the followers after them, in the order of their IDs.
 */
export interface Page {
  readonly event: EventRef;
  /** Counted from 1. */
  readonly page: number;
  /** When the first page was begun, ms since the epoch: the ramp of the later ones counts from here. */
  readonly startedAt: number;
  /** Where nobody is to hear earlier, ms since the epoch: the age of its pushes counts from here. */
  readonly notBefore?: number | undefined;
  /** Whom the event names. They hear from the first page, and on no page as followers. */
  readonly named?: readonly Named[];
  /** The last follower of the page before. */
  readonly after?: string | undefined;
}

/** For whom a page is. Its record says so before anything is sent or the next page is asked for. */
export interface Audience {
  readonly named: readonly Named[];
  /** The last follower of this page; absent where it has none. */
  readonly upTo?: string | undefined;
  /** The next page is still to be asked for. */
  readonly more?: true | undefined;
  /** Who did it: for the operator. */
  readonly authorId?: string | undefined;
}

/** The ID of a page's record: the event's, followed by the page's number where it is not the first. */
export function pageId({ event, page }: Page): string {
  return page === 1 ? event.id : `${event.id}-${page}`;
}

export interface ReadPorts {
  /** The event of that name, if it is still deployed. */
  definitionOf(name: string): EventDefinition | undefined;
  readonly events: EventStore;
}

/**
 * Reads the event of a page and, meanwhile, its followers: those that its record has fixed, or those after
 * the page before and one more, to know whether it is the last. None where it is known who is pending.
 *
 * @param size the most followers of a new page
 * @param brought the fields of the event's document, where the caller has them
 * @param now ms since the epoch
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
 * When a page may be sent, ms since the epoch. One that is late goes to the end of the queue: the queue
 * takes the earliest first, and so a crowd of comments that are behind would all go before every newer
 * one.
 */
export function pageTime(
  { page, startedAt }: Pick<Page, 'page' | 'startedAt'>,
  pagesPerSecond: number,
  now: number,
): number {
  return Math.max(now, startedAt + pageOffset(page, pagesPerSecond));
}

/**
 * Ms from the first page to another: the rate of one event's pages grows evenly from nothing to
 * `pagesPerSecond` within a minute and stays there.
 */
export function pageOffset(page: number, pagesPerSecond: number): number {
  const before = page - 1;
  const rampPages = (pagesPerSecond * RAMP_SECONDS) / 2;
  const seconds =
    before <= rampPages
      ? Math.sqrt((2 * RAMP_SECONDS * before) / pagesPerSecond)
      : RAMP_SECONDS + (before - rampPages) / pagesPerSecond;
  return Math.round(seconds * 1000);
}
