import type { Compose, DeliveryPorts } from '../delivery/deliver.ts';
import { isReason, type Reason } from './audience.ts';
import { parseComment } from './comment.ts';
import type { CommentPorts } from './comment-ports.ts';
import { composePushes } from './compose-pushes.ts';
import type { Lifetime } from './payload.ts';

/** Composes anew what is owed. A comment that was deleted meanwhile is not pushed any more. */
export function composeOwed(ports: CommentPorts): Compose {
  return async ({ about, owed, bornAt }) => {
    const { postId = '', commentId = '' } = about;
    const data = await ports.store.comment(postId, commentId);
    const parsed = parseComment({ postId, commentId }, data);
    if ('skip' in parsed) return [];
    const who = new Map<string, Reason>();
    for (const { uid, reason } of owed) if (isReason(reason)) who.set(uid, reason);
    const users = await ports.store.users([...who.keys()]);
    return composePushes(parsed.ok, who, users, lifetime(bornAt, ports));
  };
}

/** A push is kept for an offline device as long as it would be retried for an online one. */
export function lifetime(bornAt: number, { now, limits }: DeliveryPorts): Lifetime {
  const at = now();
  return { now: at, ttlSeconds: Math.max(0, Math.ceil((bornAt + limits.maxAgeMs - at) / 1000)) };
}
