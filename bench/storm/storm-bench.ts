import { join } from 'node:path';
import { pageTime } from '../../functions/src/notifications/page-time.ts';
import { RunningFirestore } from '../../launcher/running-firestore.ts';
import { type ModelComment, pagesSent } from '../../test/unit/notifications/queue-model.ts';
import { sampleOf } from '../compare/fresh-process.ts';
import { interleave, valuesOf } from '../compare/interleave.ts';
import { quantile } from '../compare/quantiles.ts';
import type { BenchPart } from '../part.ts';
import { drawBars } from '../report/bar-chart.ts';
import { type Column, printComparison, printTable } from '../report/table.ts';
import type { StormTask } from './storm.ts';

const SCRIPT = join(import.meta.dirname, 'storm.ts');

type Storm = Omit<StormTask, 'subject'>;

/** What one of five instances has of 1,000 comments in 10 s; followers, as the emulator can bear. */
const FULL: Readonly<Record<string, Storm>> = {
  'one post': { posts: 1, followersPerPost: 20, comments: 200, seconds: 10 },
  'a hundred posts': { posts: 100, followersPerPost: 5, comments: 200, seconds: 10 },
};
const QUICK: typeof FULL = {
  'one post': { posts: 1, followersPerPost: 5, comments: 20, seconds: 1 },
};
/** As the param has it by default. */
const PAGES_PER_SECOND = 50;
const TEN_THOUSAND = 100;
const MILLION = 10_000;
const CROWD: readonly ModelComment[] = Array.from({ length: 1_000 }, (_, index) => ({
  at: index / 100,
  pages: TEN_THOUSAND,
}));
const SUBJECTS = ['sample', 'comment-push', 'comment-push with INBOX'] as const;

const COLUMNS: readonly Column[] = [
  { title: 'author p50 ms', quantity: 'ownerP50', digits: 0 },
  { title: 'p95', quantity: 'ownerP95', digits: 0 },
  { title: 'p99', quantity: 'ownerP99', digits: 0, ratio: true },
  { title: 'followers p50 ms', quantity: 'followerP50', digits: 0 },
  { title: 'p95', quantity: 'followerP95', digits: 0 },
  { title: 'p99', quantity: 'followerP99', digits: 0, ratio: true },
  { title: 'deepest queue', quantity: 'deepest', digits: 0 },
  { title: 'reads/comment', quantity: 'readsPerComment', digits: 1 },
  { title: 'writes/comment', quantity: 'writesPerComment', digits: 1 },
  { title: 'retries', quantity: 'retries', digits: 0 },
  { title: 'CPU ms/comment', quantity: 'cpuMsPerComment', digits: 1, ratio: true },
  { title: 'lost', quantity: 'lost', digits: 0 },
  { title: 'repeated', quantity: 'repeated', digits: 0 },
];

/**
 * One instance of the functions, in a process of its own, with a queue in the place of Cloud Tasks
 * that keeps the real rate: from before a comment is written until FCM has its push.
 */
export const stormBench: BenchPart = async ({ quick, interrupt }) => {
  printQueue();
  await using firestore = await RunningFirestore.start(interrupt);
  let projects = 0;
  const broken: string[] = [];
  for (const [name, storm] of Object.entries(quick ? QUICK : FULL)) {
    const measured = await interleave(
      SUBJECTS.map((subject) => ({
        name: subject,
        run: () => {
          projects += 1;
          return sampleOf(SCRIPT, { subject, ...storm } satisfies StormTask, {
            interrupt,
            env: {
              FIRESTORE_EMULATOR_HOST: firestore.host,
              FUNCTIONS_EMULATOR: 'true',
              GCLOUD_PROJECT: `demo-storm-${projects}`,
              METADATA_SERVER_DETECTION: 'none',
              FOLLOWER_PAGES_PER_SECOND: String(PAGES_PER_SECOND),
              INBOX: String(subject === 'comment-push with INBOX'),
            },
          });
        },
      })),
      quick ? 1 : 3,
    );
    const { posts, followersPerPost, comments, seconds } = storm;
    printComparison(
      `Storm on ${name}: ${comments} comments in ${seconds} s, ${posts * followersPerPost} followers`,
      measured,
      COLUMNS,
    );
    if (!quick) {
      const title = `p99 from a comment to its author's push, ms, in a storm on ${name}`;
      await drawBars(
        `bench-storm-${name.replaceAll(' ', '-')}.svg`,
        title,
        measured,
        'ownerP99',
        'comment-push',
      );
    }
    for (const one of measured.filter((each) => each.name !== 'sample')) {
      for (const wrong of ['lost', 'repeated']) {
        const count = valuesOf(one, wrong).reduce((sum, each) => sum + each, 0);
        if (count > 0) broken.push(`${one.name}: ${count} pushes ${wrong} in a storm on ${name}`);
      }
    }
  }
  return broken;
};

/** The followers' queue of such storms at their real size, from the rule by which pages get their times. */
function printQueue(): void {
  const sent = (comments: readonly ModelComment[]) =>
    pagesSent(comments, PAGES_PER_SECOND, (page, startedAt, now) =>
      pageTime(page, startedAt, PAGES_PER_SECOND, now),
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
