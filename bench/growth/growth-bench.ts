import { join } from 'node:path';
import {
  type BenchPart,
  complaints,
  interleave,
  medianOf,
  printComparison,
} from '../comparison.ts';
import { sampleOf } from '../fresh-process.ts';

const SCRIPT = join(import.meta.dirname, 'fan-out.ts');
const QUICK_SIZES = [10, 1_000, 20_000];
const SIZES = [10, 100, 1_000, 10_000, 100_000, 1_000_000];
/** Maximum ratio of the heap with the most followers to the heap with the fewest. */
const MAX_HEAP_RATIO = 1.1;

export const growthBench: BenchPart = async ({ quick, interrupt }) => {
  const measured = await interleave(
    (quick ? QUICK_SIZES : SIZES).map((followers) => ({
      name: `${followers.toLocaleString('en')} followers`,
      run: () => sampleOf(SCRIPT, followers, { interrupt, nodeOptions: ['--expose-gc'] }),
    })),
    quick ? 1 : 3,
  );
  printComparison('Growth: one comment over ports in memory, page by page', measured);
  const [fewest, most] = [measured.at(0), measured.at(-1)];
  const grows = fewest && most && medianOf(most, 'heap MB') / medianOf(fewest, 'heap MB');
  return [
    ...(grows && grows <= MAX_HEAP_RATIO ? [] : [`the heap grows with the followers: ${grows}×`]),
    ...measured.flatMap((one) => complaints('growth', one, { missed: 0 })),
  ];
};
