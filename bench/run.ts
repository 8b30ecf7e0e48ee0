import { parseArgs } from 'node:util';
import { LaunchError } from '../tools/launcher/launch-error.ts';
import { runProgram } from '../tools/launcher/program.ts';
import { coldStartBench } from './cold-start/cold-start-bench.ts';
import { costBench } from './cost/cost-bench.ts';
import { growthBench } from './growth/growth-bench.ts';
import type { BenchPart } from './part.ts';
import { pathBench } from './path/path-bench.ts';
import { senderBench, senderTailBench } from './sender/sender-bench.ts';
import { stormBench, wholeStormBench } from './storm/storm-bench.ts';

const PARTS: Readonly<Record<string, BenchPart>> = {
  sender: senderBench,
  'sender-tail': senderTailBench,
  'cold-start': coldStartBench,
  cost: costBench,
  growth: growthBench,
  path: pathBench,
  storm: stormBench,
  'storm-full': wholeStormBench,
};
/** Left out unless they are asked for: they take many minutes. */
const LONG = ['sender-tail', 'storm-full'];
const ALL = Object.keys(PARTS).filter((name) => !LONG.includes(name));
/** A quick look leaves out what needs the whole suite as well. */
const QUICK = ALL.filter((name) => name !== 'path');

const USAGE = `Usage: npm run bench [-- [--quick] [${Object.keys(PARTS).join('|')}…]]`;

await runProgram(async (interrupt) => {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const all = values.quick ? QUICK : ALL;
  const chosen = positionals.length > 0 ? positionals : all;
  const broken: string[] = [];
  for (const name of chosen) {
    const part = PARTS[name];
    if (part === undefined) throw new LaunchError(USAGE);
    broken.push(...(await part({ quick: values.quick, interrupt })));
    interrupt.throwIfAborted();
  }
  for (const complaint of broken) console.error(`✗ ${complaint}`);
  return broken.length === 0 ? 0 : 1;
});
