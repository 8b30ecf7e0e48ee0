import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { countCharges } from '../../test/e2e/cost/firestore-charges.ts';
import {
  type Database,
  type EnqueuedTask,
  loadFunctions,
} from '../../test/e2e/cost/metered-functions.ts';
import {
  commentOf,
  eventOf,
  ownerOf,
  type Scenario,
  tokenOf,
} from '../../test/e2e/cost/scenario.ts';
import { seed } from '../../test/e2e/cost/seed.ts';
import { givenTask } from '../compare/fresh-process.ts';
import type { Sample } from '../compare/interleave.ts';
import { quantiles } from '../compare/quantiles.ts';
import type { Arrival } from './fcm-clock.ts';
import { Instance } from './instance.ts';
import { TaskQueue } from './task-queue.ts';

export interface StormTask {
  readonly subject: 'sample' | 'comment-push' | 'comment-push with INBOX';
  readonly posts: number;
  readonly followersPerPost: number;
  /** Of all posts together, evenly over so many seconds. */
  readonly comments: number;
  readonly seconds: number;
}

const SAMPLE = join(import.meta.dirname, '..', 'path', 'sample-codebase.cjs');
const FOLLOWERS_QUEUE = 'deliverFollowers';
const POLL_MS = 50;

const task = givenTask<StormTask>();
const fcm: ChildProcess = fork(join(import.meta.dirname, 'fcm-clock.ts'), {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const [port] = await once(fcm, 'message');
const fcmHost = `127.0.0.1:${port}`;

interface Subject {
  readonly db: Database;
  onComment(event: object): Promise<unknown>;
  onTask(task: EnqueuedTask): Promise<unknown>;
}

async function ours(): Promise<Subject> {
  const { db, run } = await loadFunctions(fcmHost, (each) => queueOf(each).enqueue(each));
  return {
    db,
    onComment: (event) => run('onCommentCreated', event),
    onTask: ({ queue, data }) => run(queue, { data }),
  };
}

async function sample(): Promise<Subject> {
  process.env.FCM_EMULATOR_HOST = fcmHost;
  process.env.SAMPLE_POSTS = 'posts';
  const require = createRequire(new URL('../../functions/package.json', import.meta.url));
  const { notifyOfComment } = require(SAMPLE);
  const db: Database = require('firebase-admin/firestore').getFirestore();
  return { db, onComment: (event) => notifyOfComment.run(event), onTask: async () => {} };
}

const instance = new Instance();
const run = (each: EnqueuedTask) => instance.run('task', () => subject.onTask(each));
const pagesPerSecond = Number(process.env.FOLLOWER_PAGES_PER_SECOND);
const followersQueue = new TaskQueue(run, pagesPerSecond);
const otherQueue = new TaskQueue(run);
const queueOf = ({ queue }: EnqueuedTask) =>
  queue === FOLLOWERS_QUEUE ? followersQueue : otherQueue;

const subject = await (task.subject === 'sample' ? sample() : ours());
const { db } = subject;

/** Writes a comment and answers when, ms since the epoch. The event comes as soon as it is written. */
async function comment(scenario: Scenario, text: string, events: Promise<void>[]): Promise<number> {
  const writtenAt = Date.now();
  const comments = db.collection('posts').doc(scenario.postId).collection('comments');
  await comments.doc(text).set(commentOf({ ...scenario, text }));
  const event = eventOf({ ...scenario, text }, text);
  events.push(instance.run('event', () => subject.onComment(event)));
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

function scenariosOf(name: string, posts: number): Scenario[] {
  return Array.from({ length: posts }, (_, i) => ({
    postId: `${name}-${i}`,
    followers: task.followersPerPost,
  }));
}

const [warmUp, measured] = [scenariosOf('warm-up', 1), scenariosOf('storm', task.posts)];
for (const each of [...warmUp, ...measured]) await seed(db, each);
await storm(warmUp, task.comments / 2, task.seconds / 2);

const charges = countCharges(db);
const retriesBefore = instance.retries;
followersQueue.deepest = 0;
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const written = await storm(measured, task.comments, task.seconds);
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - startedAt) / 1000;

const arrivals: Arrival[] = await (await fetch(`http://${fcmHost}/arrivals`)).json();
const ofStorm = arrivals.filter(({ text }) => written.has(text));
const owners = new Set(measured.map((each) => tokenOf(ownerOf(each))));
const [toOwners, toFollowers]: [number[], number[]] = [[], []];
for (const { token, text, at } of ofStorm) {
  const latency = at - ((await written.get(text)) ?? Number.NaN);
  (owners.has(token) ? toOwners : toFollowers).push(latency);
}
const owed = task.comments * (1 + task.followersPerPost);
const result: Sample = {
  ...quantiles('owner', toOwners),
  ...quantiles('follower', toFollowers),
  deepest: followersQueue.deepest,
  readsPerComment: charges.reads / task.comments,
  writesPerComment: charges.writes / task.comments - 1,
  retries: instance.retries - retriesBefore,
  cpuMsPerComment: (user + system) / 1000 / task.comments,
  seconds,
  lost: owed - ofStorm.length,
  repeated: ofStorm.filter(({ times }) => times > 1).length,
};
console.log(`\n${JSON.stringify(result)}`);
process.exit();
