import { join } from 'node:path';
import { sampleOf } from '../compare/fresh-process.ts';
import { interleave, valuesOf } from '../compare/interleave.ts';
import type { BenchPart } from '../part.ts';
import { drawBars } from '../report/bar-chart.ts';
import { medianRatio, printComparison } from '../report/table.ts';
import type { GrowthTask } from './fan-out.ts';

const SCRIPT = join(import.meta.dirname, 'fan-out.ts');
const QUICK_SIZES = [10, 1_000, 20_000];
const SIZES = [10, 100, 1_000, 10_000, 100_000, 1_000_000];
/** Share by which the heap may grow from the fewest followers to the most. */
const HEAP_TOLERANCE = 0.1;

export const growthBench: BenchPart = async ({ quick, interrupt }) => {
  const measured = await interleave(
    (quick ? QUICK_SIZES : SIZES).map((followers) => ({
      name: `${followers.toLocaleString('en')} followers`,
      run: () =>
        sampleOf(SCRIPT, { followers } satisfies GrowthTask, {
          interrupt,
          nodeOptions: ['--expose-gc'],
        }),
    })),
    quick ? 1 : 3,
  );
  printComparison('Growth: one comment over ports in memory, page by page', measured, [
    { title: 's', quantity: 'seconds', digits: 3 },
    { title: 'µs per follower', quantity: 'microsPerFollower', digits: 1 },
    { title: 'heap MB', quantity: 'heapMb', digits: 1, ratio: true },
    { title: 'missed', quantity: 'missed', digits: 0 },
  ]);
  if (!quick) {
    const title = 'Heap in MB while one comment reaches all (flat is better)';
    await drawBars('bench-growth.svg', title, measured, 'heapMb', '1,000,000 followers');
  }
  const [fewest, most] = [measured.at(0), measured.at(-1)];
  const grows = fewest && most && medianRatio(most, fewest, 'heapMb') > 1 + HEAP_TOLERANCE;
  const missed = measured.some((one) => valuesOf(one, 'missed').some((count) => count !== 0));
  return [
    ...(grows ? ['the heap grows with the followers'] : []),
    ...(missed ? ['not every follower was sent to'] : []),
  ];
};
