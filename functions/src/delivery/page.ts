import { type AppEvent, type EventStore, readEvent, type TooEarly } from '../events/app-event.ts';
import type { EventDefinition, Fields, Skip } from '../events/event-definition.ts';
import type { DeliveryRecord } from './record.ts';

/** The parts of a page that exist before its record. A task for the page has them. */
export type Page = Pick<
  DeliveryRecord,
  'event' | 'page' | 'startedAt' | 'notBefore' | 'named' | 'after'
>;

export type MaybeRecorded = Page & Partial<DeliveryRecord>;

/** Returns the ID of a page's record: the event's ID, with the page's number from page 2 on. */
export const pageId = ({ event, page }: Page): string =>
  page === 1 ? event.id : `${event.id}-${page}`;

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
  page: MaybeRecorded,
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

/** FCM asks senders to reach their full rate over a minute. */
const RAMP_SECONDS = 60;

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
