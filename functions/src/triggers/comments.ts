import { onDocumentCreated } from 'firebase-functions/firestore';
import { onTaskDispatched } from 'firebase-functions/tasks';
import { COLLECTIONS } from '../app-data.ts';
import type { CommentPorts, FollowerPage } from '../comments/comment-ports.ts';
import { commentData, commentStore } from '../comments/comment-store.ts';
import { composeOwed } from '../comments/compose-owed.ts';
import { inboxStore } from '../comments/inbox-store.ts';
import { pageOffset } from '../comments/page-time.ts';
import { pushComment } from '../comments/push-comment.ts';
import { pushFollowers } from '../comments/push-followers.ts';
import {
  ALERT_INTERVAL,
  COLLAPSE,
  FOLLOWER_PAGES_PER_SECOND,
  INBOX,
  MENTION_BURST,
} from '../config.ts';
import type { RetryPlan } from '../delivery/plan.ts';
import { ATTEMPT_SECONDS } from '../delivery/record.ts';
import { AS_DELIVERY } from '../service-accounts.ts';
import { deliveryPorts } from './delivery-ports.ts';
import { reportingFailures } from './failures.ts';
import { enqueue, firestore } from './firebase.ts';
import { PAGES_AT_ONCE, RETRIES } from './retry.ts';

const COMMENT_PATH = `${COLLECTIONS.comments}/{commentId}` as const;

/** Window of `MENTION_BURST`, ms. */
const BURST_WINDOW_MS = 10 * 60_000;

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
      enqueue({
        queue: 'deliverFollowers',
        id: `${page.id}-page-${page.page}`,
        data: { ...page },
        at: page.startedAt + pageOffset(page.page, FOLLOWER_PAGES_PER_SECOND.value()),
      }),
  };
}

/** Composes anew what the record of a comment names as pending. */
export const retryComment: RetryPlan = { retry: (record) => composeOwed(ports())(record) };

/** Retried by the platform for 24 h when it throws; a redelivery sends nothing twice. */
export const onCommentCreated = onDocumentCreated(
  { ...AS_DELIVERY, document: COMMENT_PATH, retry: true, timeoutSeconds: ATTEMPT_SECONDS },
  ({ id: eventId, time, params, data }) => {
    const at = Date.parse(time);
    const event = { eventId, at: Number.isNaN(at) ? Date.now() : at, ...params };
    return reportingFailures(() =>
      pushComment({ ...event, data: data && commentData(data) }, ports()),
    );
  },
);

export const deliverFollowers = onTaskDispatched<FollowerPage>(
  {
    ...AS_DELIVERY,
    timeoutSeconds: ATTEMPT_SECONDS,
    concurrency: PAGES_AT_ONCE,
    rateLimits: {
      maxConcurrentDispatches: FOLLOWER_PAGES_PER_SECOND,
      maxDispatchesPerSecond: FOLLOWER_PAGES_PER_SECOND,
    },
    retryConfig: RETRIES,
  },
  ({ data }) => reportingFailures(() => pushFollowers(data, ports())),
);
