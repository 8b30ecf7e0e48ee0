import { join } from 'node:path';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../tools/launcher/builds.ts';
import { RunningFirestore } from '../../tools/launcher/running-firestore.ts';
import { sampleOf } from '../compare/fresh-process.ts';
import { interleave, type Measured } from '../compare/interleave.ts';
import type { BenchPart } from '../part.ts';
import { drawBars } from '../report/bar-chart.ts';
import { medianRatio, printComparison } from '../report/table.ts';

const SCRIPT = join(import.meta.dirname, 'start-function.cjs');
const SAMPLE_NAME = 'sample';
const SAMPLE = join(import.meta.dirname, '..', 'baselines', 'sample-function.cjs');
const OURS = join(PROJECT_ROOT, 'functions', 'lib', 'index.cjs');

/** Of the sample's, at most. Ratios of what does not move with the machine. */
const LIMITS = { kb: 0.17, rssMb: 0.7 };

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
    // One read, as the sample; the others write as well.
    start('retryDelivery', OURS, 'retryDelivery'),
    start('onCommentCreated', OURS, 'onCommentCreated'),
    start('savePushToken', OURS, 'savePushToken'),
  ];
  // The emulator's first request, and files that the disk has not given yet, are nobody's start.
  await interleave(contenders, 1);
  const measured = await interleave(contenders, quick ? 2 : 15);
  printComparison('Cold start, to the first answer', measured, [
    { title: 'require ms', quantity: 'requireMs', digits: 0, ratio: true },
    { title: 'first answer ms', quantity: 'firstAnswerMs', digits: 0, ratio: true },
    { title: 'CPU ms', quantity: 'cpuMs', digits: 0, ratio: true },
    { title: 'RSS MB', quantity: 'rssMb', digits: 0, ratio: true },
    { title: 'KB of code', quantity: 'kb', digits: 0, ratio: true },
    { title: 'files', quantity: 'files', digits: 0 },
  ]);
  if (!quick) {
    const title = 'Cold start: ms to the first answer (less is better)';
    await drawBars('bench-cold-start.svg', title, measured, 'firstAnswerMs', 'savePushToken');
  }
  return brokenLimits(measured);
};

function brokenLimits([sample, ...ours]: readonly Measured[]): string[] {
  if (sample === undefined) return [];
  return ours.flatMap((one) =>
    Object.entries(LIMITS).flatMap(([quantity, limit]) => {
      const ratio = medianRatio(one, sample, quantity);
      if (ratio <= limit) return [];
      return [`a cold start of ${one.name}: ${quantity} is ${ratio.toFixed(2)} of the sample's`];
    }),
  );
}
