import { userStore } from '../audience/user-store.ts';
import {
  ALERT_INTERVAL,
  COLLAPSE,
  FOLLOWER_PAGES_PER_SECOND,
  INBOX,
  MENTION_BURST,
  PUSH_SHARE_PERCENT,
  WEB_ORIGIN,
} from '../config/params.ts';
import { pageTime } from '../delivery/page-time.ts';
import type { NotificationPorts } from '../delivery/ports.ts';
import { eventStore } from '../events/event-store.ts';
import { inboxStore } from '../inbox/inbox-store.ts';
import { deliveryPorts } from './delivery-ports.ts';
import { enqueue, firestore } from './firebase.ts';

/** Window of `MENTION_BURST`, ms. */
const BURST_WINDOW_MS = 10 * 60_000;

/** The real parts behind a notification. */
export function notificationPorts(): NotificationPorts {
  const pacing = {
    alertIntervalMs: ALERT_INTERVAL.value() * 1000,
    burst: MENTION_BURST.value(),
    windowMs: BURST_WINDOW_MS,
  };
  return {
    ...deliveryPorts(),
    events: eventStore(firestore()),
    users: userStore(firestore()),
    ...(INBOX.value() && { inbox: inboxStore(firestore(), pacing) }),
    sharePercent: PUSH_SHARE_PERCENT.value(),
    options: {
      collapse: COLLAPSE.value() === 'post' ? 'thread' : 'event',
      webOrigin: WEB_ORIGIN.value(),
    },
    enqueuePage: (page) =>
      enqueue({
        queue: 'deliverFollowers',
        id: `${page.id}-page-${page.page}`,
        data: { ...page },
        at: pageTime(page.page, page.startedAt, FOLLOWER_PAGES_PER_SECOND.value(), Date.now()),
      }),
  };
}
