import type { Notification } from '../events/event-definition.ts';
import type { InboxStanding } from '../message/compose-pushes.ts';

/**
 * What gathers in somebody's inbox about one thread for one reason:
 * `users/{uid}/notifications/{reason}_{threadId}`. Begins anew once it has been read.
 */
export interface InboxEntry {
  readonly reason: string;
  readonly threadId: string;
  readonly threadTitle: string;
  /** IDs for the app that are the same for the whole thread, such as `postId`. */
  readonly data: Readonly<Record<string, string>>;
  /** The events since it was last read, the newest last; bounded, `count` is not. */
  readonly eventIds: readonly string[];
  readonly count: number;
  /** Who did them, the latest last; bounded. */
  readonly authors: readonly { readonly uid: string; readonly name: string }[];
  /** The latest event's text. */
  readonly text: string;
  readonly read: boolean;
  /** The latest events, read or not, and what was decided about their pushes; bounded. */
  readonly known: readonly KnownEvent[];
  /** When an event last made a sound, ms since the epoch. */
  readonly alertedAt: number;
}

/** An event that was entered. Its push keeps what was decided then, however late it is retried. */
interface KnownEvent {
  readonly id: string;
  /** Another event of the thread had made a sound a moment ago. */
  readonly silent: boolean;
  /** Its sender had pushed this person too often. */
  readonly held: boolean;
}

/** So many events are known again when their event is repeated; more need no telling apart. */
const REMEMBERED = 50;
/** An inbox shows a line, not the whole text. Characters. */
const TEXT_LENGTH = 200;

export interface Pacing {
  /** After a sound, further events of the thread are silent for so long, ms. */
  readonly alertIntervalMs: number;
  /** One sender's pushes to one recipient within the window, where paced; more are held back. */
  readonly burst: number;
  readonly windowMs: number;
}

/**
 * The entry after an event, whose ID tells it apart from others of its thread. The same event again
 * changes nothing, read or not. `before` is undefined where there is no entry yet. One that is held
 * back takes the sound from nobody.
 */
export function gather(
  before: InboxEntry | undefined,
  { authorId, authorName = '', thread }: Notification,
  event: {
    readonly id: string;
    readonly reason: string;
    readonly held: boolean;
    readonly text: string;
  },
  now: number,
  { alertIntervalMs }: Pick<Pacing, 'alertIntervalMs'>,
): InboxEntry {
  const { id, reason, held, text } = event;
  const { known = [], alertedAt = Number.NEGATIVE_INFINITY } = before ?? {};
  if (before && known.some((each) => each.id === id)) return before;
  const since = before && !before.read ? before : { eventIds: [], count: 0, authors: [] };
  const silent = now < alertedAt + alertIntervalMs;
  return {
    reason,
    threadId: thread.id,
    threadTitle: thread.title ?? before?.threadTitle ?? '',
    data: thread.data ?? {},
    eventIds: [...since.eventIds, id].slice(-REMEMBERED),
    count: since.count + 1,
    authors: [
      ...since.authors.filter((each) => each.uid !== authorId),
      ...(authorId === undefined ? [] : [{ uid: authorId, name: authorName }]),
    ].slice(-REMEMBERED),
    text: text.slice(0, TEXT_LENGTH).toWellFormed(),
    read: false,
    known: [...known, { id, silent, held }].slice(-REMEMBERED),
    alertedAt: silent || held ? Math.max(alertedAt, 0) : now,
  };
}

/** What an entry says about the push of an event that was entered in it. */
export function standingOf(
  { known, eventIds, read, count }: InboxEntry,
  eventId: string,
  badge: number,
): InboxStanding {
  const { silent = false, held = false } = known.find((each) => each.id === eventId) ?? {};
  return { silent, held, isRead: read || !eventIds.includes(eventId), count, badge };
}

/**
 * The times, ms since the epoch, at which one sender pushed one person within the window, this one
 * last, and whether it is one too many. Those held back count too: a burst is over when the sender
 * pauses.
 */
export function pace(
  earlier: readonly number[],
  now: number,
  { burst, windowMs }: Pacing,
): { readonly recent: readonly number[]; readonly held: boolean } {
  const within = earlier.filter((at) => now - at < windowMs);
  return { recent: [...within, now].slice(-2 * burst), held: within.length >= burst };
}

/** The unread entries of a person by their IDs: until when each is kept, ms since the epoch. */
export type Unread = Readonly<Record<string, number>>;

/** The number on the app's icon: unread entries that are still kept. */
export function badgeOf(unread: Unread, now: number): number {
  return Object.values(unread).filter((until) => now < until).length;
}
