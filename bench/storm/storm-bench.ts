import { join } from 'node:path';
import { pageTime } from '../../functions/src/delivery/page.ts';
import { RunningFirestore } from '../../tools/launcher/running-firestore.ts';
import { type ModelComment, pagesSent } from '../../tools/metering/queue-model.ts';
import { sampleOf } from '../compare/fresh-process.ts';
import { interleave, type Measured, valuesOf } from '../compare/interleave.ts';
import { quantile } from '../compare/quantiles.ts';
import type { BenchPart } from '../part.ts';
import { drawBars } from '../report/bar-chart.ts';
import { type Column, printComparison, printTable } from '../report/table.ts';
import { certificatePath } from '../sender/certificate.ts';
import type { StormTask } from './storm.ts';

const SCRIPT = join(import.meta.dirname, 'storm.ts');

interface Storm extends Omit<StormTask, 'isSample' | 'firestorePid'> {
  readonly subjects: readonly (keyof typeof SUBJECTS)[];
}
type Storms = Readonly<Record<string, Storm>>;

/** Ours by its params, beside the sample, which has none. */
const SUBJECTS = {
  sample: {},
  'comment-push': {},
  'comment-push with INBOX': { INBOX: 'true' },
} as const satisfies Readonly<Record<string, NodeJS.ProcessEnv>>;
const ALL = ['sample', 'comment-push', 'comment-push with INBOX'] as const;

/** What one of five instances has of 1,000 comments in 10 s; followers, as the emulator can bear. */
const SHARE = { instances: 1, comments: 200, seconds: 10, subjects: ALL };
const SHARES: Storms = {
  'one post': { ...SHARE, posts: 1, followersPerPost: 20 },
  'a hundred posts': { ...SHARE, posts: 100, followersPerPost: 5 },
};
const QUICK: Storms = {
  'one post': { ...SHARE, posts: 1, followersPerPost: 5, comments: 20, seconds: 1 },
};
/** Every comment of it; followers, as a machine of two cores bears within minutes. */
const WHOLE = { instances: 5, comments: 1_000, seconds: 10 };
const WHOLES: Storms = {
  'one post': {
    ...{ ...WHOLE, posts: 1, followersPerPost: 300 },
    subjects: ['sample', 'comment-push'],
  },
  'a hundred posts': {
    ...{ ...WHOLE, posts: 100, followersPerPost: 20 },
    subjects: ['sample', 'comment-push'],
  },
  'one post with inboxes': { ...WHOLE, posts: 1, followersPerPost: 5, subjects: ALL },
  'a hundred posts with inboxes': { ...WHOLE, posts: 100, followersPerPost: 5, subjects: ALL },
};
/** As the param has it by default. */
const PAGES_PER_SECOND = 50;
const TEN_THOUSAND = 100;
const MILLION = 10_000;
const CROWD: readonly ModelComment[] = Array.from({ length: 1_000 }, (_, index) => ({
  at: index / 100,
  pages: TEN_THOUSAND,
}));

const COLUMNS: readonly Column[] = [
  { title: 'author p50 ms', quantity: 'ownerP50', digits: 0 },
  { title: 'p95', quantity: 'ownerP95', digits: 0 },
  { title: 'p99', quantity: 'ownerP99', digits: 0, ratio: true },
  { title: 'followers p50 ms', quantity: 'followerP50', digits: 0 },
  { title: 'p95', quantity: 'followerP95', digits: 0 },
  { title: 'p99', quantity: 'followerP99', digits: 0, ratio: true },
  { title: 'last push s', quantity: 'lastS', digits: 1, ratio: true },
  { title: 'deepest queue', quantity: 'deepest', digits: 0 },
  { title: 'reads/comment', quantity: 'readsPerComment', digits: 1 },
  { title: 'writes/comment', quantity: 'writesPerComment', digits: 1 },
  { title: 'retries', quantity: 'retries', digits: 0 },
  { title: 'CPU ms/comment', quantity: 'cpuMsPerComment', digits: 1, ratio: true },
  { title: 'Firestore’s', quantity: 'firestoreMsPerComment', digits: 1 },
  { title: 'FCM’s', quantity: 'fcmMsPerComment', digits: 1 },
  { title: 'RSS MB', quantity: 'rssMb', digits: 0 },
  { title: 'lost', quantity: 'lost', digits: 0 },
  { title: 'repeated', quantity: 'repeated', digits: 0 },
];

/**
 * Instances of the functions, each a process of its own, with a queue in the place of Cloud Tasks
 * that keeps the real rate: from before a comment is written until FCM has its push.
 */
export const stormBench: BenchPart = async ({ quick, interrupt }) => {
  printQueue();
  const broken: string[] = [];
  for (const [name, storm] of Object.entries(quick ? QUICK : SHARES)) {
    broken.push(...brokenBy(name, await measure(name, storm, quick ? 1 : 3, interrupt)));
  }
  return broken;
};

/** The same with every comment, over five instances. */
export const wholeStormBench: BenchPart = async ({ interrupt }) => {
  const broken: string[] = [];
  for (const [name, storm] of Object.entries(WHOLES)) {
    const measured = await measure(name, storm, 1, interrupt);
    broken.push(...brokenBy(name, measured));
    if (storm.subjects === ALL) continue;
    const file = `bench-storm-${name.replaceAll(' ', '-')}.svg`;
    const title = `s from a storm’s first comment to its last push, ${name}`;
    await drawBars(file, title, measured, 'lastS', 'comment-push');
  }
  return broken;
};

async function measure(
  name: string,
  { subjects, ...storm }: Storm,
  rounds: number,
  interrupt: AbortSignal,
): Promise<Measured[]> {
  // One for each storm: it is slower the more it has stored.
  await using firestore = await RunningFirestore.start(interrupt);
  let projects = 0;
  const measured = await interleave(
    subjects.map((subject) => ({
      name: subject,
      run: () => {
        projects += 1;
        const isSample = subject === 'sample';
        return sampleOf(
          SCRIPT,
          { isSample, firestorePid: firestore.pid, ...storm } satisfies StormTask,
          {
            interrupt,
            env: {
              FIRESTORE_EMULATOR_HOST: firestore.host,
              NODE_EXTRA_CA_CERTS: certificatePath,
              GCLOUD_PROJECT: `demo-storm-${projects}`,
              METADATA_SERVER_DETECTION: 'none',
              FOLLOWER_PAGES_PER_SECOND: String(PAGES_PER_SECOND),
              ...SUBJECTS[subject],
            },
          },
        );
      },
    })),
    rounds,
  );
  const { followersPerPost, comments, seconds, instances } = storm;
  printComparison(
    `Storm on ${name}: ${comments} comments in ${seconds} s, ${followersPerPost} followers a post, instances: ${instances}`,
    measured,
    COLUMNS,
  );
  return measured;
}

function brokenBy(name: string, measured: readonly Measured[]): string[] {
  return measured
    .filter((one) => one.name !== 'sample')
    .flatMap((one) =>
      ['lost', 'repeated'].flatMap((wrong) => {
        const count = valuesOf(one, wrong).reduce((sum, each) => sum + each, 0);
        return count === 0 ? [] : [`${one.name}: ${count} pushes ${wrong} in a storm on ${name}`];
      }),
    );
}

/** The followers' queue of such storms at their real size, from the rule by which pages get their times. */
function printQueue(): void {
  const sent = (comments: readonly ModelComment[]) =>
    pagesSent(comments, PAGES_PER_SECOND, (page, startedAt, now) =>
      pageTime({ page, startedAt }, PAGES_PER_SECOND, now),
    );
  const row = (name: string, pages: readonly number[]) => {
    const sorted = pages.toSorted((a, b) => a - b);
    return [name, ...[0.5, 0.95, 0.99, 1].map((share) => quantile(sorted, share).toFixed(1))];
  };
  const later = (pages: number): ModelComment => ({ at: 30, pages });
  const [alone = []] = sent([later(TEN_THOUSAND)]);
  const [beside = []] = sent([later(TEN_THOUSAND), { at: 0, pages: MILLION }]);
  const [two = [], ...crowd] = sent([later(2), ...CROWD]);
  printTable(
    'The followers’ queue: s from a comment to a page of its followers',
    ['', 'p50', 'p95', 'p99', 'last'],
    [
      row('10,000 followers, alone', alone),
      row('10,000, beside a million', beside),
      row('1,000 comments in 10 s, 10,000 each', crowd.flat()),
      row('200 followers, 30 s after their first', two),
    ],
  );
}
