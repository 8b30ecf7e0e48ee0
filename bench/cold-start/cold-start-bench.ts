import { join } from 'node:path';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../tools/launcher/builds.ts';
import { RunningFirestore } from '../../tools/launcher/running-firestore.ts';
import { SAMPLE } from '../../tools/metering/metered-functions.ts';
import { type BenchPart, interleave, medianOf, printComparison } from '../comparison.ts';
import { sampleOf } from '../fresh-process.ts';

const SCRIPT = join(import.meta.dirname, 'start-function.cjs');
const OURS = join(PROJECT_ROOT, 'functions', 'lib', 'index.cjs');

/** Maximum shares of the sample's quantities. These quantities are the same on any machine. */
const LIMITS = { 'KB of code': 0.17, 'RSS MB': 0.7 };

export const coldStartBench: BenchPart = async ({ quick, interrupt }) => {
  await buildAll([FUNCTIONS], interrupt);
  await using firestore = await RunningFirestore.start(interrupt);
  const env = {
    FIRESTORE_EMULATOR_HOST: firestore.host,
    FUNCTIONS_EMULATOR: 'true',
    GCLOUD_PROJECT: 'demo-bench',
  };
  const start = (name: string, file: string, functionName: string) => ({
    name,
    run: () => sampleOf(SCRIPT, { file, name: functionName }, { interrupt, env }),
  });
  const contenders = [
    start('sample', SAMPLE, 'notifyOfComment'),
    // It only reads, like the sample. The others also write.
    start('retryDelivery', OURS, 'retryDelivery'),
    start('onCommentCreated', OURS, 'onCommentCreated'),
    start('savePushToken', OURS, 'savePushToken'),
  ];
  // Warms up the emulator and the file cache.
  await interleave(contenders, 1);
  const measured = await interleave(contenders, quick ? 2 : 15);
  printComparison('Cold start, to the first answer', measured);

  const [sample, ...ours] = measured;
  if (sample === undefined) return [];
  return ours.flatMap((one) =>
    Object.entries(LIMITS).flatMap(([quantity, limit]) => {
      const ratio = medianOf(one, quantity) / medianOf(sample, quantity);
      if (ratio <= limit) return [];
      return [`a cold start of ${one.name}: ${quantity} is ${ratio.toFixed(2)} of the sample's`];
    }),
  );
};
