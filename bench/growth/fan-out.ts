import { parseUser } from '../../functions/src/audience/user.ts';
import { notify } from '../../functions/src/delivery/notify.ts';
import { notifyFollowers } from '../../functions/src/delivery/notify-followers.ts';
import type { FollowerPage, NotificationPorts } from '../../functions/src/delivery/ports.ts';
import type { DeliveryRecord } from '../../functions/src/delivery/record.ts';
import { comment } from '../../functions/src/events/comment.ts';
import { givenTask } from '../compare/fresh-process.ts';
import type { Sample } from '../compare/interleave.ts';
import { DEFAULT_LIMITS } from '../default-limits.ts';

/** Followers before the measurement, for the compiler. */
const WARM_UP_FOLLOWERS = 20_000;
/** What `notifyFollowers` takes at once. */
const FOLLOWERS_PER_PAGE = 100;
/** The heap is looked at so many times in a run. */
const HEAP_LOOKS = 20;

export interface GrowthTask {
  readonly followers: number;
}

const COMMENT = {
  authorId: 'writer',
  authorName: 'Writer',
  text: 'The second picture is my favourite.',
  createdAt: new Date(),
};

/** A post with so many followers, made up as they are asked for; of a delivery only its state stays. */
function portsWith(followers: number, enqueue: (page: FollowerPage) => void) {
  let delivered = 0;
  let written = 0;
  const write = async (_id: string, record: DeliveryRecord) => {
    written += 1;
    if (record.state === 'done') delivered += record.counts.delivered ?? 0;
    return { seconds: written, nanoseconds: 0 };
  };
  const unexpected = async (): Promise<never> => {
    throw new Error('everything goes well here');
  };
  const ports: NotificationPorts = {
    events: {
      read: async () => COMMENT,
      lookUp: async (lookUps) => lookUps.map(() => ({ authorId: 'owner', title: 'Pictures' })),
    },
    users: {
      users: async (uids) => uids.map((uid) => parseUser(uid, documentOf(uid))),
      blockedBy: async () => new Set(),
      async followers(_postId, after, limit) {
        const first = after === undefined ? 0 : Number(after) + 1;
        const length = Math.max(0, Math.min(limit, followers - first));
        return Array.from({ length }, (_, index) => String(first + index));
      },
    },
    records: { create: write, replace: write, read: async () => undefined },
    send: async () => ({ status: 200, body: '' }),
    sharePercent: 100,
    options: { collapse: 'event' },
    enqueuePage: async (page) => enqueue(page),
    scheduleRetry: unexpected,
    forget: unexpected,
    mark: unexpected,
    log() {},
    limits: DEFAULT_LIMITS,
    now: Date.now,
    random: Math.random,
  };
  return { ports, delivered: () => delivered };
}

function documentOf(uid: string) {
  return { pushTokens: { phone: { token: `token-of-${uid}`, platform: 'android' } } };
}

async function fanOut(followers: number): Promise<Sample> {
  const pages: FollowerPage[] = [];
  const { ports, delivered } = portsWith(followers, (page) => pages.push(page));
  const lookEvery = Math.max(1, Math.floor(followers / FOLLOWERS_PER_PAGE / HEAP_LOOKS));
  let mostHeap = 0;
  let lookingMs = 0;
  const look = () => {
    const lookedAt = performance.now();
    globalThis.gc?.();
    mostHeap = Math.max(mostHeap, process.memoryUsage().heapUsed);
    lookingMs += performance.now() - lookedAt;
  };

  const params = { postId: 'post', commentId: 'comment' };
  const startedAt = performance.now();
  await notify(comment, { params, data: COMMENT, at: Date.now() }, ports);
  for (let page = pages.shift(); page !== undefined; page = pages.shift()) {
    if (page.page % lookEvery === 0) look();
    await notifyFollowers(comment, page, ports);
  }
  const ms = performance.now() - startedAt - lookingMs;
  look();
  return {
    seconds: ms / 1000,
    microsPerFollower: (ms * 1000) / followers,
    heapMb: mostHeap / 2 ** 20,
    missed: followers + 1 - delivered(),
  };
}

await fanOut(WARM_UP_FOLLOWERS);
console.log(JSON.stringify(await fanOut(givenTask<GrowthTask>().followers)));
