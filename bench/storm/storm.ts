import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Firestore } from 'firebase-admin/firestore';
import { PARAMS, type Subject } from '../../tools/metering/charges.ts';
import { commentOf, ownerOf, type Scenario, seed, tokenOf } from '../../tools/metering/scenario.ts';
import type { Sample } from '../comparison.ts';
import { type Arrival, CERTIFICATE_PATH, RunningFcm } from '../fcm/running-fcm.ts';
import { quantile } from '../statistics.ts';
import { Instance, type Work } from './instance.ts';

export interface Storm {
  readonly posts: number;
  readonly followersPerPost: number;
  /** On all posts together, evenly distributed over the seconds. */
  readonly comments: number;
  readonly seconds: number;
}

/** Time until an event or task comes again after its run has failed. */
const BACK_OFF_MS = 10_000;
/** More failures of a run have another cause than the load. */
const MAX_TRIES = 6;
/** Maximum number of followers of the warm-up post. */
const WARM_UP_FOLLOWERS = 20;

/**
 * Runs a storm on one instance, and measures from the write of each comment until FCM has its
 * pushes. Events come as soon as a comment is written, tasks at their time, and both again if their
 * run fails.
 */
export async function runStorm(
  subject: Subject,
  { posts, followersPerPost, comments, seconds }: Storm,
  firestoreHost: string,
  interrupt: AbortSignal,
): Promise<Sample> {
  const projectId = `demo-storm-${randomUUID()}`;
  const db = new Firestore({ projectId, host: firestoreHost, ssl: false });
  const underWay = new Set<Promise<void>>();
  const tasks = new Set<string>();
  let retries = 0;
  await using fcm = await RunningFcm.start();
  await using instance = await Instance.start({
    task: { fcmPort: fcm.port, isSample: subject === 'sample' },
    env: {
      FIRESTORE_EMULATOR_HOST: firestoreHost,
      NODE_EXTRA_CA_CERTS: CERTIFICATE_PATH,
      GCLOUD_PROJECT: projectId,
      ...PARAMS[subject],
    },
    enqueue(task) {
      if (tasks.has(task.id)) return;
      tasks.add(task.id);
      begin({ task }, task.scheduleTime.getTime());
    },
  });

  function begin(work: Work, notBefore = 0): void {
    const running = deliver(work, notBefore).finally(() => underWay.delete(running));
    underWay.add(running);
  }

  async function deliver(work: Work, notBefore: number): Promise<void> {
    await pause(Math.max(0, notBefore - Date.now()), undefined, { ref: false });
    for (let tries = 1; !(await instance.run(work)) && tries < MAX_TRIES; tries += 1) {
      retries += 1;
      await pause(BACK_OFF_MS, undefined, { ref: false });
    }
  }

  async function write(scenario: Scenario, text: string): Promise<void> {
    const comment = { ...scenario, text };
    await db.doc(`posts/${scenario.postId}/comments/${text}`).set(commentOf(comment));
    begin({ comment });
  }

  /** Returns the time when each comment was written, by its text, after all its pushes. */
  async function storm(
    scenarios: readonly Scenario[],
    count: number,
  ): Promise<ReadonlyMap<string, number>> {
    const written = new Map<string, number>();
    const writes: Promise<void>[] = [];
    const intervalMs = (seconds * 1000) / comments;
    const startedAt = performance.now();
    for (let i = 0; i < count; i += 1) {
      const dueMs = startedAt + i * intervalMs - performance.now();
      await pause(Math.max(0, dueMs), undefined, { signal: interrupt });
      const scenario = scenarios[i % scenarios.length];
      if (scenario === undefined) throw new RangeError('no post');
      const text = `${scenario.postId}-comment-${i}`;
      written.set(text, Date.now());
      writes.push(write(scenario, text));
    }
    await Promise.all(writes);
    while (underWay.size > 0) await Promise.all(underWay);
    return written;
  }

  const warmUp = { postId: 'warm-up', followers: Math.min(WARM_UP_FOLLOWERS, followersPerPost) };
  const scenarios = Array.from({ length: posts }, (_, i) => ({
    postId: `storm-${i}`,
    followers: followersPerPost,
  }));
  for (const each of [warmUp, ...scenarios]) await seed(db, each);
  await storm([warmUp], comments / 2);

  await fcm.begin(0);
  retries = 0;
  const before = await instance.usage();
  const written = await storm(scenarios, comments);
  const after = await instance.usage();
  const { arrivals } = await fcm.report();
  await db.terminate();

  const perComment = (of: keyof typeof before) => (after[of] - before[of]) / comments;
  return {
    ...latencies(arrivals, written, new Set(scenarios.map((each) => tokenOf(ownerOf(each))))),
    'reads/comment': perComment('reads'),
    'writes/comment': perComment('writes'),
    'CPU ms/comment': perComment('cpuMs'),
    'RSS MB': after.rssMb,
    retries,
    lost: comments * (1 + followersPerPost) - arrivals.length,
    repeated: arrivals.filter(({ times }) => times > 1).length,
  };
}

function latencies(
  arrivals: readonly Arrival[],
  written: ReadonlyMap<string, number>,
  authors: ReadonlySet<string>,
): Sample {
  const latency = ({ text, at }: Arrival) => at - (written.get(text) ?? Number.NaN);
  const toAuthors = arrivals.filter(({ token }) => authors.has(token)).map(latency);
  const toFollowers = arrivals.filter(({ token }) => !authors.has(token)).map(latency);
  const startedAt = Math.min(...written.values());
  return {
    'author p50 ms': quantile(toAuthors, 0.5),
    'author p99 ms': quantile(toAuthors, 0.99),
    'followers p50 ms': quantile(toFollowers, 0.5),
    'followers p99 ms': quantile(toFollowers, 0.99),
    'last push s': Math.max(...arrivals.map(({ at }) => at - startedAt)) / 1000,
  };
}
