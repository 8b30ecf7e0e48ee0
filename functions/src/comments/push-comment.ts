import { createHash } from 'node:crypto';
import { deliver, recordSkipped } from '../delivery/deliver.ts';
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
  const { postId, commentId, at: createdAt } = event;
  const id = createHash('sha256').update(event.eventId).digest('hex').slice(0, 32);
  const skip = (why: string) => {
    return recordSkipped({ id, about: { postId, commentId }, createdAt }, why, ports);
  };

  const parsed = parseComment(event, event.data);
  if ('skip' in parsed) return skip(parsed.skip);
  const comment = parsed.ok;
  const { postAuthorId, postTitle, parentAuthorId } = await ports.store.around(comment);
  if (postAuthorId === undefined) return skip('no post with an author');

  const who = whoHears(comment, { postAuthorId, ...(parentAuthorId && { parentAuthorId }) });
  const about = { postId, commentId, authorId: comment.authorId };
  const delivery = { id, about, createdAt };

  async function tellNamed(): Promise<void> {
    if (who.size === 0) return recordSkipped(delivery, 'nobody but followers to tell', ports);
    const first = () => composeFor(comment, who, createdAt, ports, postTitle);
    await deliver(delivery, { first, retry: composeOwed(ports) }, ports);
  }
  async function tellFollowers(): Promise<void> {
    if (!(await ports.store.hasFollowers(postId))) return;
    await ports.enqueuePage({
      ...delivery,
      page: 1,
      startedAt: ports.now(),
      named: [...who.keys()],
      ...(ports.inbox && postTitle !== undefined && { postTitle }),
    });
  }
  // One that fails does not end the other: a function that has ended is given no time to write down
  // what it sent.
  for (const told of await Promise.allSettled([tellNamed(), tellFollowers()])) {
    if (told.status === 'rejected') throw told.reason;
  }
}
