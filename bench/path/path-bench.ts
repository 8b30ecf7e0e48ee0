import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { PROJECT_ID } from '../../tools/launcher/addresses.ts';
import { startStack } from '../../tools/launcher/stack.ts';
import { interleave } from '../compare/interleave.ts';
import type { BenchPart } from '../part.ts';
import { printComparison, printTable } from '../report/table.ts';
import { Arrivals } from './arrivals.ts';
import { Commenting } from './commenting.ts';
import { writeSample } from './write-sample.ts';

/** As `sample-codebase.cjs` says. */
const SAMPLE_POSTS = 'samplePosts';
const IN_FLIGHT = 50;
const FULL = { rounds: 7, warmUp: 500, oneByOne: 40, atOnce: 300 };
const QUICK = { rounds: 1, warmUp: 20, oneByOne: 5, atOnce: 20 };

/**
 * Both are codebases of one Functions emulator, with as many processes. Their FCM is the same
 * emulator, over plain connections that both keep: of `sendEach` this leaves out the TLS connection
 * that it opens for each event.
 */
export const pathBench: BenchPart = async ({ quick, interrupt }) => {
  const { rounds, warmUp, oneByOne, atOnce } = quick ? QUICK : FULL;
  await using directory = await mkdtempDisposable(join(tmpdir(), 'sample-'));
  await using stack = await startStack({
    environment: process.env,
    signal: interrupt,
    onStep: (step) => console.error(`${step} …`),
    codebases: [await writeSample(directory.path)],
  });
  Object.assign(process.env, stack.environment);
  const db = getFirestore(initializeApp({ projectId: PROJECT_ID }));
  await using arrivals = await Arrivals.listen(stack.environment.FCM_EMULATOR_HOST ?? '');
  const sample = await Commenting.start(db, SAMPLE_POSTS, arrivals);
  const ours = await Commenting.start(db, 'posts', arrivals);
  const inTurns = (run: (commenting: Commenting) => ReturnType<Commenting['oneByOne']>) =>
    interleave(
      [
        { name: 'sample', run: () => run(sample) },
        { name: 'comment-push', run: () => run(ours) },
      ],
      rounds,
    );

  // Every process that the emulator will use is up, and its code compiled.
  for (const each of [sample, ours]) await each.atOnce(warmUp, IN_FLIGHT);
  const latencies = await inTurns((commenting) => commenting.oneByOne(oneByOne));
  const rates = await inTurns((commenting) => commenting.atOnce(atOnce, IN_FLIGHT));

  printComparison('Path, from a comment written to FCM having its push, warm', latencies, [
    { title: 'p50 ms', quantity: 'p50', digits: 1, ratio: true },
    { title: 'p95 ms', quantity: 'p95', digits: 1, ratio: true },
  ]);
  printComparison(`Path, ${IN_FLIGHT} comments in flight`, rates, [
    { title: 'comments/s', quantity: 'commentsPerSecond', digits: 0, ratio: true },
  ]);
  const figures = { sample: sample.figures(), 'comment-push': ours.figures() };
  printTable(
    'Path, pushes of all these comments',
    ['', 'owed', 'lost', 'repeated'],
    Object.entries(figures).map(([name, { owed, lost, repeated }]) => [
      name,
      ...[owed, lost, repeated].map(String),
    ]),
  );
  const { lost, repeated } = figures['comment-push'];
  return [
    ...(lost > 0 ? [`${lost} pushes never arrived`] : []),
    ...(repeated > 0 ? [`${repeated} pushes arrived more than once`] : []),
  ];
};
