import type { Notification } from '../events/event-definition.ts';

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
  /** The event that last made a sound, and when, ms since the epoch. */
  readonly alertedBy: string;
  readonly alertedAt: number;
}

/** What the inbox of a recipient says about the push of one event. */
export interface InboxStanding {
  /** Another event of the thread made a sound a moment ago. */
  readonly silent: boolean;
  /** The sender has pushed this recipient too often: the inbox has it, no push is sent. */
  readonly held: boolean;
  /** Unread events in its entry. */
  readonly count: number;
  /** Unread entries of the recipient: the number on the app's icon. */
  readonly badge: number;
}

/** So many events are known again when their event is repeated; more need no telling apart. */
const REMEMBERED = 50;
/** An inbox shows a line, not the whole text. Characters. */
const TEXT_LENGTH = 200;

/**
 * The entry after an event, whose ID tells it apart from others of its thread. The same event again
 * changes nothing. `before` is undefined where there is no entry yet.
 */
export function gather(
  before: InboxEntry | undefined,
  { authorId, authorName = '', thread, body }: Notification,
  { eventId, reason }: { readonly eventId: string; readonly reason: string },
  now: number,
  alertIntervalMs: number,
): InboxEntry {
  if (before?.eventIds.includes(eventId)) return before;
  const since =
    before !== undefined && !before.read ? before : { eventIds: [], count: 0, authors: [] };
  const alerts = before === undefined || now >= before.alertedAt + alertIntervalMs;
  return {
    reason,
    threadId: thread.id,
    threadTitle: thread.title ?? before?.threadTitle ?? '',
    data: thread.data ?? {},
    eventIds: [...since.eventIds, eventId].slice(-REMEMBERED),
    count: since.count + 1,
    authors: [
      ...since.authors.filter((each) => each.uid !== authorId),
      { uid: authorId, name: authorName },
    ].slice(-REMEMBERED),
    text: body.slice(0, TEXT_LENGTH).toWellFormed(),
    read: false,
    alertedBy: alerts ? eventId : before.alertedBy,
    alertedAt: alerts ? now : before.alertedAt,
  };
}

/** A push that one sender caused one recipient, as by mentioning them. */
export interface PacedPush {
  readonly eventId: string;
  /** Ms since the epoch. */
  readonly at: number;
}

/**
 * The pushes of one recipient by one sender within the window, this one last, and whether it is
 * one too many. Those held back count too: a burst is over when the sender pauses.
 */
export function pace(
  earlier: readonly PacedPush[],
  eventId: string,
  now: number,
  { burst, windowMs }: { readonly burst: number; readonly windowMs: number },
): { readonly recent: readonly PacedPush[]; readonly held: boolean } {
  const within = earlier.filter((each) => now - each.at < windowMs);
  const index = within.findIndex((each) => each.eventId === eventId);
  if (index >= 0) return { recent: within, held: index >= burst };
  return {
    recent: [...within, { eventId, at: now }].slice(-2 * burst),
    held: within.length >= burst,
  };
}
