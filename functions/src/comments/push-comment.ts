import { createHash } from 'node:crypto';
import { deliver } from '../delivery/deliver.ts';
import { whoHears } from './audience.ts';
import { parseComment } from './comment.ts';
import type { CommentPorts } from './comment-ports.ts';
import { composeFor, composeOwed } from './compose-owed.ts';

/** A comment that came to be, as the event tells of it. */
export interface CommentCreated {
  /** The same when the event is delivered again. */
  readonly eventId: string;
  /** Ms since the epoch. */
  readonly at: number;
  readonly postId: string;
  readonly commentId: string;
  /** By our names for its fields. */
  readonly data: unknown;
}

/**
 * Tells everyone whom a comment concerns. Those who are named by it hear at once; the followers of
 * the post, who may be many, page by page through a queue.
 */
export async function pushComment(event: CommentCreated, ports: CommentPorts): Promise<void> {
  const { postId, commentId, at: bornAt } = event;
  const id = createHash('sha256').update(event.eventId).digest('hex').slice(0, 32);
  const skip = (why: string) => {
    const about = { postId, commentId, skipped: why };
    return deliver({ id, about, bornAt }, [], ports, async () => []);
  };

  const parsed = parseComment(event, event.data);
  if ('skip' in parsed) return skip(parsed.skip);
  const comment = parsed.ok;
  const { postAuthorId, postTitle, parentAuthorId, hasFollowers } =
    await ports.store.around(comment);
  if (postAuthorId === undefined) return skip('no post with an author');

  const who = whoHears(comment, { postAuthorId, ...(parentAuthorId && { parentAuthorId }) });
  const pushes = await composeFor(comment, who, bornAt, ports, postTitle);
  const about = { postId, commentId, authorId: comment.authorId };
  const delivery = { id, about, bornAt };
  const page = {
    ...delivery,
    page: 1,
    startedAt: ports.now(),
    named: [...who.keys()],
    ...(ports.inbox && postTitle !== undefined && { postTitle }),
  };
  await Promise.all([
    hasFollowers && ports.enqueuePage(page),
    deliver(delivery, pushes, ports, composeOwed(ports)),
  ]);
}
