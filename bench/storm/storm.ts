import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, EnqueuedTask } from '../../tools/metering/metered-functions.ts';
import { commentOf, ownerOf, type Scenario, tokenOf } from '../../tools/metering/scenario.ts';
import { seed } from '../../tools/metering/seed.ts';
import { givenTask } from '../compare/fresh-process.ts';
import type { Sample } from '../compare/interleave.ts';
import { quantiles } from '../compare/quantiles.ts';
import type { Arrival } from './fcm-clock.ts';
import { Instance } from './instance.ts';
import type { Usage, Work } from './instance-process.ts';
import { TaskQueue } from './task-queue.ts';

export interface StormTask {
  readonly isSample: boolean;
  readonly firestorePid: number | undefined;
  readonly instances: number;
  readonly posts: number;
  readonly followersPerPost: number;
  /** Of all posts together, evenly over so many seconds. */
  readonly comments: number;
  readonly seconds: number;
}

/** Least time after which an event or task whose run failed is tried again, ms. */
const BACK_OFF_MS = { comment: 10_000, task: 2_000 };
/** Whatever fails so often fails for another reason than the load. */
const MAX_TRIES = 6;
/** What warms the instances up, at most: comments on one post, and its followers. */
const WARM_UP = { comments: 100, followers: 20 };
/** Tasks that an instance takes at once, as `triggers/events.ts` says. */
const TASKS_AT_ONCE = 20;
const FOLLOWERS_QUEUE = 'deliverFollowers';
/** Of a queue whose limits are not set otherwise, as Cloud Tasks has it. */
const ANY_QUEUE = { perSecond: 500, atOnce: 1_000 };
const POLL_MS = 50;
/** Of `/proc`, ms: where Linux counts in hundredths of a second. */
const TICK_MS = 10;

const task = givenTask<StormTask>();
const fcm: ChildProcess = fork(join(import.meta.dirname, 'fcm-clock.ts'), {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  serialization: 'advanced',
});
const [fcmPort] = await once(fcm, 'message');

const pagesPerSecond = Number(process.env.FOLLOWER_PAGES_PER_SECOND);
const runTask = (each: EnqueuedTask) => run({ task: each });
const followersQueue = new TaskQueue(runTask, {
  perSecond: pagesPerSecond,
  atOnce: Math.min(pagesPerSecond, TASKS_AT_ONCE * task.instances),
});
const otherQueue = new TaskQueue(runTask, ANY_QUEUE);
const instances = await Promise.all(
  Array.from({ length: task.instances }, () =>
    Instance.start({
      fcmPort,
      isSample: task.isSample,
      enqueue: (each) =>
        (each.queue === FOLLOWERS_QUEUE ? followersQueue : otherQueue).enqueue(each),
    }),
  ),
);

let runs = 0;
let retries = 0;

/** By the instances in turn, and again what failed, as the platform does. */
async function run(work: Work): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    runs += 1;
    try {
      return await instances[runs % instances.length]?.run(work);
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
      retries += 1;
      await pause(BACK_OFF_MS['task' in work ? 'task' : 'comment']);
    }
  }
}

const requireAsFunction = createRequire(new URL('../../functions/package.json', import.meta.url));
requireAsFunction('firebase-admin/app').initializeApp();
const db: Database = requireAsFunction('firebase-admin/firestore').getFirestore();

/** Writes a comment and answers when, ms since the epoch. The event comes as soon as it is written. */
async function comment(scenario: Scenario, text: string, events: Promise<void>[]): Promise<number> {
  const writtenAt = Date.now();
  const comments = db.collection('posts').doc(scenario.postId).collection('comments');
  await comments.doc(text).set(commentOf({ ...scenario, text }));
  events.push(run({ comment: { ...scenario, text } }));
  return writtenAt;
}

async function storm(scenarios: readonly Scenario[], comments: number, seconds: number) {
  const events: Promise<void>[] = [];
  const written = new Map<string, Promise<number>>();
  const startedAt = performance.now();
  for (let i = 0; i < comments; i += 1) {
    const scenario = scenarios[i % scenarios.length];
    if (scenario === undefined) throw new RangeError('no post');
    await pause(Math.max(0, startedAt + (i / comments) * seconds * 1000 - performance.now()));
    const text = `${scenario.postId}-comment-${i}`;
    written.set(text, comment(scenario, text, events));
  }
  await Promise.all(written.values());
  await Promise.all(events);
  while (!followersQueue.isIdle || !otherQueue.isIdle) await pause(POLL_MS);
  return written;
}

/** CPU time of another process since it began, ms; 0 where there is no `/proc`. */
async function cpuMsOf(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [user = 0, system = 0] = stat.split(' ').slice(13);
  return (Number(user) + Number(system)) * TICK_MS;
}

/** What all have used until now. */
async function used() {
  const usages = await Promise.all(instances.map((each) => each.usage()));
  const sum = (of: keyof Usage) => usages.reduce((before, usage) => before + usage[of], 0);
  return {
    reads: sum('reads'),
    writes: sum('writes'),
    cpuMs: sum('cpuMs'),
    firestoreMs: await cpuMsOf(task.firestorePid),
    fcmMs: await cpuMsOf(fcm.pid),
    rssMb: Math.max(...usages.map(({ rssMb }) => rssMb)),
    retries,
  };
}

const warmUp = {
  postId: 'warm-up',
  followers: Math.min(WARM_UP.followers, task.followersPerPost),
};
const posts = Array.from({ length: task.posts }, (_, i) => ({
  postId: `storm-${i}`,
  followers: task.followersPerPost,
}));
for (const each of [warmUp, ...posts]) await seed(db, each);
const warmUpComments = Math.min(WARM_UP.comments, task.comments / 2);
await storm([warmUp], warmUpComments, (warmUpComments / task.comments) * task.seconds);

followersQueue.deepest = 0;
const before = await used();
const startedAt = Date.now();
const written = await storm(posts, task.comments, task.seconds);
const after = await used();

fcm.send('arrivals');
const [arrivals]: Arrival[][] = await once(fcm, 'message');
if (arrivals === undefined) throw new Error('FCM told nothing');
const ofStorm = arrivals.filter(({ text }) => written.has(text));
const owners = new Set(posts.map((each) => tokenOf(ownerOf(each))));
const [toOwners, toFollowers]: [number[], number[]] = [[], []];
let lastAt = startedAt;
for (const { token, text, at } of ofStorm) {
  const latency = at - ((await written.get(text)) ?? Number.NaN);
  (owners.has(token) ? toOwners : toFollowers).push(latency);
  lastAt = Math.max(lastAt, at);
}
const owed = task.comments * (1 + task.followersPerPost);
const perComment = (of: keyof typeof before) => (after[of] - before[of]) / task.comments;
const result: Sample = {
  ...quantiles('owner', toOwners),
  ...quantiles('follower', toFollowers),
  lastS: (lastAt - startedAt) / 1000,
  deepest: followersQueue.deepest,
  readsPerComment: perComment('reads'),
  writesPerComment: perComment('writes'),
  retries: after.retries - before.retries,
  cpuMsPerComment: perComment('cpuMs'),
  firestoreMsPerComment: perComment('firestoreMs'),
  fcmMsPerComment: perComment('fcmMs'),
  rssMb: after.rssMb,
  lost: owed - ofStorm.length,
  repeated: ofStorm.filter(({ times }) => times > 1).length,
};
for (const each of instances) await each[Symbol.asyncDispose]();
console.log(`\n${JSON.stringify(result)}`);
process.exit();
