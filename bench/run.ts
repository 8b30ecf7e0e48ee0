import { parseArgs } from 'node:util';
import { LaunchError } from '../tools/launcher/launch-error.ts';
import { runProgram } from '../tools/launcher/program.ts';
import { coldStartBench } from './cold-start/cold-start-bench.ts';
import type { BenchPart } from './comparison.ts';
import { costBench } from './cost/cost-bench.ts';
import { growthBench } from './growth/growth-bench.ts';
import { pathBench } from './path/path-bench.ts';
import { senderBench } from './sender/sender-bench.ts';
import { stormBench } from './storm/storm-bench.ts';

const PARTS: Readonly<Record<string, BenchPart>> = {
  sender: senderBench,
  'cold-start': coldStartBench,
  cost: costBench,
  growth: growthBench,
  path: pathBench,
  storm: stormBench,
};
const ALL = Object.keys(PARTS);
/** The path needs the whole suite, so it is not part of a quick run. */
const QUICK = ALL.filter((name) => name !== 'path');

const USAGE = `Usage: npm run bench [-- [--quick] [${ALL.join('|')}…]]`;

await runProgram(async (interrupt) => {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const { quick } = values;
  // Otherwise Google's libraries search the network for a cloud.
  process.env.METADATA_SERVER_DETECTION = 'none';
  const chosen = positionals.length > 0 ? positionals : quick ? QUICK : ALL;
  const broken: string[] = [];
  for (const name of chosen) {
    const part = PARTS[name];
    if (part === undefined) throw new LaunchError(USAGE);
    broken.push(...(await part({ quick, interrupt })));
    interrupt.throwIfAborted();
  }
  for (const complaint of broken) console.error(`✗ ${complaint}`);
  return broken.length === 0 ? 0 : 1;
});
