import type { Reason } from './audience.ts';
import type { Comment } from './comment.ts';

/**
 * What gathers in somebody's inbox about one post for one reason:
 * `users/{uid}/notifications/{reason}_{postId}`. Begins anew once it has been read.
 */
export interface InboxEntry {
  readonly reason: Reason;
  readonly postId: string;
  readonly postTitle: string;
  /** The comments since it was last read, the newest last; bounded, `count` is not. */
  readonly commentIds: readonly string[];
  readonly count: number;
  /** Who wrote them, the latest last; bounded. */
  readonly authors: readonly { readonly uid: string; readonly name: string }[];
  /** The latest comment's text. */
  readonly text: string;
  readonly read: boolean;
  /** The comment that last made a sound, and when, ms since the epoch. */
  readonly alertedBy: string;
  readonly alertedAt: number;
}

/** How one comment stands with one recipient, by what came before it. */
export interface Standing {
  /** Another comment on the post made a sound a moment ago. */
  readonly silent: boolean;
  /** The sender has pushed this recipient too often: the inbox has it, no push is sent. */
  readonly held: boolean;
  /** Unread comments in its entry. */
  readonly count: number;
  /** Unread entries of the recipient: the number on the app's icon. */
  readonly badge: number;
}

/** So many comments are known again when their event is repeated; more need no telling apart. */
const REMEMBERED = 50;
/** An inbox shows a line, not the comment. Characters. */
const TEXT_LENGTH = 200;

/**
 * The entry after a comment. The same comment again changes nothing. `before` is undefined where
 * there is none yet.
 */
export function gather(
  before: InboxEntry | undefined,
  comment: Comment,
  reason: Reason,
  postTitle: string | undefined,
  now: number,
  alertIntervalMs: number,
): InboxEntry {
  const { postId, commentId, authorId, authorName = '', text } = comment;
  if (before?.commentIds.includes(commentId)) return before;
  const since =
    before !== undefined && !before.read ? before : { commentIds: [], count: 0, authors: [] };
  const alerts = before === undefined || now >= before.alertedAt + alertIntervalMs;
  return {
    reason,
    postId,
    postTitle: postTitle ?? before?.postTitle ?? '',
    commentIds: [...since.commentIds, commentId].slice(-REMEMBERED),
    count: since.count + 1,
    authors: [
      ...since.authors.filter((each) => each.uid !== authorId),
      { uid: authorId, name: authorName },
    ].slice(-REMEMBERED),
    text: text.slice(0, TEXT_LENGTH).toWellFormed(),
    read: false,
    alertedBy: alerts ? commentId : before.alertedBy,
    alertedAt: alerts ? now : before.alertedAt,
  };
}

/** A comment that a sender pushed to one recipient by mentioning them. */
export interface Mention {
  readonly commentId: string;
  /** Ms since the epoch. */
  readonly at: number;
}

/**
 * The mentions of one recipient by one sender within the window, this one last, and whether it is
 * one too many. Those held back count too: a burst is over when the sender pauses.
 */
export function pace(
  earlier: readonly Mention[],
  commentId: string,
  now: number,
  { burst, windowMs }: { readonly burst: number; readonly windowMs: number },
): { readonly recent: readonly Mention[]; readonly held: boolean } {
  const within = earlier.filter((each) => now - each.at < windowMs);
  const index = within.findIndex((each) => each.commentId === commentId);
  if (index >= 0) return { recent: within, held: index >= burst };
  return {
    recent: [...within, { commentId, at: now }].slice(-2 * burst),
    held: within.length >= burst,
  };
}
