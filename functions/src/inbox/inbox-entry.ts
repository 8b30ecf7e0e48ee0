import * as v from 'valibot';
import type { Notification } from '../events/event-definition.ts';
import type { InboxStatus } from '../message/compose-pushes.ts';

/** An event that was entered. A retry of its push uses the same decisions. */
const KnownEvent = v.object({
  id: v.string(),
  /** Another event of the thread had made a sound a moment before. */
  silent: v.boolean(),
  /** Its sender had sent too many pushes to this user. */
  held: v.boolean(),
});

const Entry = v.object({
  reason: v.string(),
  threadId: v.string(),
  threadTitle: v.string(),
  /** IDs by which the app knows the thread, such as `postId`. */
  data: v.record(v.string(), v.string()),
  /** The unread events, the newest last. The list is limited, `count` is not. */
  eventIds: v.array(v.string()),
  count: v.number(),
  /** The authors of these events, the latest last. The list is limited. */
  authors: v.array(v.object({ uid: v.string(), name: v.string() })),
  /** The text of the latest event. */
  text: v.string(),
  read: v.boolean(),
  /** The latest events, read or not, with the decisions about their pushes. The list is limited. */
  known: v.array(KnownEvent),
  /** When an event last made a sound. */
  alertedAt: v.number(),
});

/**
 * An entry of a user's inbox, in `users/{uid}/notifications/{reason}_{threadId}`. It collects the
 * events of one thread with one reason. After it has been read, it starts again.
 */
export type InboxEntry = Readonly<v.InferOutput<typeof Entry>>;

/** Returns undefined if the data has another shape: then the entry starts again. */
export function parseEntry(data: unknown): InboxEntry | undefined {
  const parsed = v.safeParse(Entry, data);
  return parsed.success ? parsed.output : undefined;
}

/** Maximum length of the lists. An older event that is repeated is not recognized. */
const MAX_LIST_LENGTH = 50;
/** Maximum length of a text in characters. An inbox shows only a line of it. */
const TEXT_LENGTH = 200;

export interface Pacing {
  /** After a sound, further events of the thread are silent for this time, in milliseconds. */
  readonly alertIntervalMs: number;
  /** Maximum number of paced pushes from one sender to one user within the window. */
  readonly burst: number;
  readonly windowMs: number;
}

/**
 * Returns the entry after an event. The same event again changes nothing. An event that is held
 * does not count as a sound.
 *
 * @param before the entry before, if there is one
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
  const unread = before && !before.read ? before : { eventIds: [], count: 0, authors: [] };
  const silent = now < alertedAt + alertIntervalMs;
  return {
    reason,
    threadId: thread.id,
    threadTitle: thread.title ?? before?.threadTitle ?? '',
    data: thread.data ?? {},
    eventIds: [...unread.eventIds, id].slice(-MAX_LIST_LENGTH),
    count: unread.count + 1,
    authors: [
      ...unread.authors.filter((each) => each.uid !== authorId),
      ...(authorId === undefined ? [] : [{ uid: authorId, name: authorName }]),
    ].slice(-MAX_LIST_LENGTH),
    text: text.slice(0, TEXT_LENGTH).toWellFormed(),
    read: false,
    known: [...known, { id, silent, held }].slice(-MAX_LIST_LENGTH),
    alertedAt: silent || held ? Math.max(alertedAt, 0) : now,
  };
}

/** Returns what an entry says about the push of an event. */
export function statusOf(
  { known, eventIds, read }: InboxEntry,
  eventId: string,
  badge: number,
): InboxStatus {
  const { silent = false, held = false } = known.find((each) => each.id === eventId) ?? {};
  return { silent, held, isRead: read || !eventIds.includes(eventId), badge };
}

/**
 * Returns when one sender sent pushes to one user within the window, including now, and whether
 * this push is too many. Held pushes count too: a burst ends only when the sender pauses.
 */
export function pace(
  earlier: readonly number[],
  now: number,
  { burst, windowMs }: Pacing,
): { readonly recent: readonly number[]; readonly held: boolean } {
  const within = earlier.filter((at) => now - at < windowMs);
  return { recent: [...within, now].slice(-2 * burst), held: within.length >= burst };
}

/** The unread entries of a user by ID, with the time when each is deleted. */
export type Unread = Readonly<Record<string, number>>;

/** Returns the number on the app's icon: the unread entries that are not deleted yet. */
export function badgeOf(unread: Unread, now: number): number {
  return Object.values(unread).filter((until) => now < until).length;
}
