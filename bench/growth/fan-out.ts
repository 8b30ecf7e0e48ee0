import { parseUser } from '../../functions/src/audience/user.ts';
import { type DeliveryPorts, deliver } from '../../functions/src/delivery/deliver.ts';
import { type Page, pageId } from '../../functions/src/delivery/page.ts';
import type { DeliveryRecord } from '../../functions/src/delivery/record.ts';
import { eventRef } from '../../functions/src/events/app-event.ts';
import { comment } from '../../functions/src/events/comment.ts';
import type { Sample } from '../comparison.ts';
import { givenTask } from '../fresh-process.ts';

/** Followers before the measurement, so that the code is compiled. */
const WARM_UP_FOLLOWERS = 20_000;
/** As in the functions. Times are milliseconds. */
const LIMITS = {
  unavailableMs: 10_000,
  quotaMs: 60_000,
  maxAgeMs: 14_400_000,
  leaseMs: 60_000,
  pageSize: 100,
  roundSize: 100,
  peopleAtOnce: 2_000,
};
/** How often a run measures the heap. */
const HEAP_MEASUREMENTS = 20;

const COMMENT = {
  authorId: 'writer',
  authorName: 'Writer',
  text: 'The second picture is my favourite.',
  createdAt: new Date(),
};

/** A post with generated followers. Only the counts of a delivery are kept. */
function portsWith(followers: number, enqueue: (page: Page) => void) {
  let delivered = 0;
  let written = 0;
  const write = async (_id: string, record: DeliveryRecord) => {
    written += 1;
    if (record.state === 'done') delivered += record.counts.delivered ?? 0;
    return { seconds: written, nanoseconds: 0 };
  };
  const unexpected = async (): Promise<never> => {
    throw new Error('this port must not be called');
  };
  const ports: DeliveryPorts = {
    definitionOf: () => comment,
    events: {
      read: async () => COMMENT,
      lookUp: async (lookUps) => lookUps.map(() => ({ authorId: 'owner', title: 'Pictures' })),
      async followers(_collection, range) {
        if ('upTo' in range) return unexpected();
        const first = range.after === undefined ? 0 : Number(range.after) + 1;
        const length = Math.max(0, Math.min(range.limit, followers - first));
        return Array.from({ length }, (_, index) => String(first + index));
      },
    },
    users: {
      users: async (uids) => uids.map((uid) => parseUser(uid, documentOf(uid))),
      blockedBy: async () => new Set(),
    },
    records: { create: write, replace: write, read: async () => undefined },
    send: async () => ({ status: 200, body: '' }),
    sharePercent: 100,
    webOrigin: '',
    enqueuePage: async (page) => enqueue(page),
    scheduleRetry: unexpected,
    forget: unexpected,
    mark: unexpected,
    log() {},
    limits: LIMITS,
    crowd: { people: 0 },
    now: Date.now,
    random: Math.random,
    pause: unexpected,
  };
  return { ports, delivered: () => delivered };
}

function documentOf(uid: string) {
  return { pushTokens: { phone: { token: `token-of-${uid}`, platform: 'android' } } };
}

async function fanOut(followers: number): Promise<Sample> {
  const pages: Page[] = [];
  const { ports, delivered } = portsWith(followers, (page) => pages.push(page));
  const pagesBetween = Math.max(1, Math.floor(followers / LIMITS.pageSize / HEAP_MEASUREMENTS));
  let mostHeap = 0;
  let measuringMs = 0;
  const measureHeap = () => {
    const begunAt = performance.now();
    globalThis.gc?.();
    mostHeap = Math.max(mostHeap, process.memoryUsage().heapUsed);
    measuringMs += performance.now() - begunAt;
  };

  const event = eventRef(comment, { postId: 'post', commentId: 'comment' }, Date.now());
  const first = { event, page: 1, startedAt: Date.now() };
  const startedAt = performance.now();
  await deliver(pageId(first), ports, { page: first, brought: COMMENT });
  for (let page = pages.shift(); page !== undefined; page = pages.shift()) {
    if (page.page % pagesBetween === 0) measureHeap();
    await deliver(pageId(page), ports, { page });
  }
  const ms = performance.now() - startedAt - measuringMs;
  measureHeap();
  return {
    s: ms / 1000,
    'µs per follower': (ms * 1000) / followers,
    'heap MB': mostHeap / 2 ** 20,
    missed: followers + 1 - delivered(),
  };
}

await fanOut(WARM_UP_FOLLOWERS);
console.log(JSON.stringify(await fanOut(givenTask<number>())));
