import { onDocumentCreated } from 'firebase-functions/firestore';
import { HttpsError } from 'firebase-functions/https';
import { onTaskDispatched } from 'firebase-functions/tasks';
import { COLLECTIONS } from '../app-data.ts';
import type { CommentPorts, FollowerPage } from '../comments/comment-ports.ts';
import { commentData, commentStore } from '../comments/comment-store.ts';
import { inboxStore } from '../comments/inbox-store.ts';
import { pageOffset } from '../comments/page-time.ts';
import { pushComment, resumeComment } from '../comments/push-comment.ts';
import { pushFollowers } from '../comments/push-followers.ts';
import {
  ALERT_INTERVAL,
  COLLAPSE,
  FOLLOWER_PAGES_PER_SECOND,
  INBOX,
  MENTION_BURST,
} from '../config.ts';
import { ComeBackLater } from '../delivery/deliver.ts';
import { DELIVERY_TIMEOUT_SECONDS, deliveryPorts } from './delivery-ports.ts';
import { enqueue, firestore } from './firebase.ts';

const COMMENT_PATH = `${COLLECTIONS.comments}/{commentId}` as const;

/** Window of `MENTION_BURST`, ms. */
const BURST_WINDOW_MS = 10 * 60_000;

/**
 * Of tasks whose run failed, or that came too early: every few seconds at first, then every minute,
 * for longer than a push lives.
 */
const RETRIES = { maxAttempts: 300, minBackoffSeconds: 2, maxBackoffSeconds: 60, maxDoublings: 4 };

function ports(): CommentPorts {
  const pacing = {
    alertIntervalMs: ALERT_INTERVAL.value() * 1000,
    burst: MENTION_BURST.value(),
    windowMs: BURST_WINDOW_MS,
  };
  return {
    ...deliveryPorts(),
    store: commentStore(firestore()),
    ...(INBOX.value() && { inbox: inboxStore(firestore(), pacing) }),
    collapse: COLLAPSE.value() === 'post' ? 'post' : 'comment',
    enqueuePage: (page) =>
      enqueue(
        'deliverFollowers',
        `${page.id}-page-${page.page}`,
        { ...page },
        page.startedAt + pageOffset(page.page, FOLLOWER_PAGES_PER_SECOND.value()),
      ),
  };
}

/** Retried by the platform for 24 h when it throws; a redelivery sends nothing twice. */
export const onCommentCreated = onDocumentCreated(
  { document: COMMENT_PATH, retry: true, timeoutSeconds: DELIVERY_TIMEOUT_SECONDS },
  ({ id: eventId, time, params, data }) => {
    const at = Date.parse(time);
    const event = { eventId, at: Number.isNaN(at) ? Date.now() : at, ...params };
    return pushComment({ ...event, data: data && commentData(data) }, ports());
  },
);

/**
 * Sends what a delivery still owes. A task that comes too early is refused and so tried again: the
 * Tasks emulator does not know delays, and production's clock may differ.
 */
export const retryDelivery = onTaskDispatched<{ delivery: string }>(
  {
    timeoutSeconds: DELIVERY_TIMEOUT_SECONDS,
    rateLimits: { maxConcurrentDispatches: 100 },
    retryConfig: RETRIES,
  },
  ({ data }) => orLater(resumeComment(data.delivery, ports())),
);

export const deliverFollowers = onTaskDispatched<FollowerPage>(
  {
    timeoutSeconds: DELIVERY_TIMEOUT_SECONDS,
    rateLimits: {
      maxConcurrentDispatches: FOLLOWER_PAGES_PER_SECOND,
      maxDispatchesPerSecond: FOLLOWER_PAGES_PER_SECOND,
    },
    retryConfig: RETRIES,
  },
  ({ data }) => orLater(pushFollowers(data, ports())),
);

/** Refuses a task that has to come again later without a stack trace in the log. */
async function orLater(run: Promise<void>): Promise<void> {
  try {
    await run;
  } catch (error) {
    if (error instanceof ComeBackLater) throw new HttpsError('unavailable', error.message);
    throw error;
  }
}
