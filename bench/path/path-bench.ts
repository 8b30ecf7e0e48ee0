import { mkdtempDisposable, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { PROJECT_ID, PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { startStack } from '../../tools/launcher/stack.ts';
import type { Codebase } from '../../tools/launcher/suite-project.ts';
import { type BenchPart, complaints, interleave, printComparison } from '../comparison.ts';
import { Arrivals } from './arrivals.ts';
import { Commenting, type Load } from './commenting.ts';

const SAMPLE = join(import.meta.dirname, 'sample-codebase.cjs');
/** The same as in `sample-codebase.cjs`. */
const SAMPLE_POSTS = 'samplePosts';

const IN_FLIGHT = 50;
/** After these comments, all processes of the emulator run, and their code is compiled. */
const WARM_UP: Load = { comments: 500, inFlight: IN_FLIGHT, pauseMs: 0 };
const ONE_BY_ONE: Load = { comments: 40, inFlight: 1, pauseMs: 100 };
const AT_ONCE: Load = { comments: 300, inFlight: IN_FLIGHT, pauseMs: 0 };
const ROUNDS = 7;
const QUICK_COMMENTS = 20;

/**
 * Both are codebases of one Functions emulator, with the same number of processes. Their FCM is the
 * same local server, over plain connections that both keep open. So here `sendEach` does not open a
 * TLS connection for each event, as it does in production.
 */
export const pathBench: BenchPart = async ({ quick, interrupt }) => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'sample-'));
  await using arrivals = await Arrivals.listen();
  await using stack = await startStack({
    environment: { ...process.env, FCM_EMULATOR_HOST: arrivals.host },
    signal: interrupt,
    onStep: (step) => console.error(`${step} …`),
    codebases: [await writeSample(directory.path)],
  });
  Object.assign(process.env, stack.environment);
  const db = getFirestore(initializeApp({ projectId: PROJECT_ID }));
  const contenders = {
    sample: await Commenting.start(db, SAMPLE_POSTS, arrivals),
    'comment-push': await Commenting.start(db, 'posts', arrivals),
  };
  const measure = (load: Load, rounds: number) =>
    interleave(
      Object.entries(contenders).map(([name, commenting]) => ({
        name,
        run: () => commenting.run(quick ? { ...load, comments: QUICK_COMMENTS } : load),
      })),
      quick ? 1 : rounds,
    );

  await measure(WARM_UP, 1);
  const oneByOne = await measure(ONE_BY_ONE, ROUNDS);
  const atOnce = await measure(AT_ONCE, ROUNDS);
  const title = 'Path, from a comment written to FCM having its push';
  printComparison(`${title}, one by one`, oneByOne, ['ms p50', 'ms p95']);
  printComparison(`${title}, ${IN_FLIGHT} in flight`, atOnce, ['comments/s']);
  const pushes = Object.entries(contenders).map(([name, commenting]) => ({
    name,
    samples: [commenting.pushes()],
  }));
  printComparison('Path, pushes of all these comments', pushes);
  return complaints('the path', pushes[1], { lost: 0, repeated: 0 });
};

async function writeSample(directory: string): Promise<Codebase> {
  await symlink(join(PROJECT_ROOT, 'node_modules'), join(directory, 'node_modules'), 'junction');
  const code = `module.exports = require(${JSON.stringify(SAMPLE)});`;
  await writeFile(join(directory, 'index.js'), code);
  const about = { name: 'sample', main: 'index.js', engines: { node: '24' } };
  const dependencies = { 'firebase-admin': '*', 'firebase-functions': '*' };
  await writeFile(join(directory, 'package.json'), JSON.stringify({ ...about, dependencies }));
  return { name: 'sample', directory };
}
