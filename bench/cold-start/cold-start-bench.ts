import { join } from 'node:path';
import { PROJECT_ROOT } from '../../launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../launcher/builds.ts';
import { sampleOf } from '../compare/fresh-process.ts';
import { interleave, valuesOf } from '../compare/interleave.ts';
import { RunningFirestore } from '../firestore/running-firestore.ts';
import type { BenchPart } from '../part.ts';
import { drawBars } from '../report/bar-chart.ts';
import { printComparison } from '../report/table.ts';

const SCRIPT = join(import.meta.dirname, 'start-function.cjs');
const SAMPLE_NAME = 'sample';
const SAMPLE = join(import.meta.dirname, '..', 'baselines', 'sample-function.cjs');
const OURS = join(PROJECT_ROOT, 'functions', 'start.cjs');

export const coldStartBench: BenchPart = async ({ quick, interrupt }) => {
  await buildAll([FUNCTIONS], interrupt);
  await using firestore = await RunningFirestore.start(interrupt);
  const env = {
    FIRESTORE_EMULATOR_HOST: firestore.host,
    FUNCTIONS_EMULATOR: 'true',
    GCLOUD_PROJECT: 'demo-bench',
    METADATA_SERVER_DETECTION: 'none',
  };
  const start = (name: string, file: string, functionName: string) => ({
    name,
    run: () => sampleOf(SCRIPT, { file, name: functionName }, { interrupt, env }),
  });
  const contenders = [
    start(SAMPLE_NAME, SAMPLE, 'notifyOfComment'),
    // One read, as the sample; the other writes a record as well.
    start('retryDelivery', OURS, 'retryDelivery'),
    start('onCommentCreated', OURS, 'onCommentCreated'),
  ];
  // The emulator's first request, and files that the disk has not given yet, are nobody's start.
  await interleave(contenders, 1);
  const measured = await interleave(contenders, quick ? 2 : 15);
  printComparison('Cold start, to the answer to the first event', measured, [
    { title: 'require ms', quantity: 'requireMs', digits: 0, ratio: true },
    { title: 'first event ms', quantity: 'firstEventMs', digits: 0, ratio: true },
    { title: 'RSS MB', quantity: 'rssMb', digits: 0, ratio: true },
    { title: 'files loaded', quantity: 'files', digits: 0 },
  ]);
  if (!quick) {
    const title = 'Cold start: ms to the first answer (less is better)';
    await drawBars('bench-cold-start.svg', title, measured, 'firstEventMs', 'retryDelivery');
  }
  const oneFile = measured.every(
    (one) => one.name === SAMPLE_NAME || valuesOf(one, 'files').every((files) => files === 1),
  );
  return oneFile ? [] : ['the bundle of ours loads other files'];
};
