import type { DeliveryPorts } from '../delivery/attempt.ts';
import type { Push } from '../delivery/message.ts';
import type { Compose } from '../delivery/plan.ts';
import { isReason, type Reason } from './audience.ts';
import { type Comment, parseComment } from './comment.ts';
import type { CommentPorts } from './comment-ports.ts';
import { composePushes, type Recipient, recipients } from './compose-pushes.ts';
import type { Lifetime } from './payload.ts';

/** Reads who the audience is, enters the comment in their inboxes, and composes their pushes. */
export async function composeFor(
  comment: Comment,
  who: ReadonlyMap<string, Reason>,
  createdAt: number,
  ports: CommentPorts,
  postTitle?: string,
): Promise<Push[]> {
  const { store, inbox, collapse } = ports;
  const now = ports.now();
  const to: readonly Recipient[] = recipients(comment, who, await store.users([...who.keys()]));
  const standing = await Promise.all(
    to.map(async ({ user, reason }) => ({
      user,
      reason,
      ...(inbox && { standing: await inbox.receive(user, reason, comment, postTitle, now) }),
    })),
  );
  return composePushes(comment, standing, lifetimeOf(createdAt, ports), collapse);
}

/** Composes anew what is pending. A comment that was deleted meanwhile is not pushed any more. */
export function composeOwed(ports: CommentPorts): Compose {
  return async ({ about, pending = [], createdAt, notBefore = createdAt }) => {
    const { postId = '', commentId = '' } = about;
    const data = await ports.store.comment(postId, commentId);
    const parsed = parseComment({ postId, commentId }, data);
    if ('skip' in parsed) return [];
    const who = new Map<string, Reason>();
    for (const { uid, reason } of pending) if (isReason(reason)) who.set(uid, reason);
    return composeFor(parsed.ok, who, notBefore, ports);
  };
}

/** A push is kept for an offline device as long as it would be retried for an online one. */
export function lifetimeOf(createdAt: number, { now, limits }: DeliveryPorts): Lifetime {
  const at = now();
  return { now: at, ttlSeconds: Math.max(0, Math.ceil((createdAt + limits.maxAgeMs - at) / 1000)) };
}
