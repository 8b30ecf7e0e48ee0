import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../tools/launcher/addresses.ts';
import { LaunchError } from '../tools/launcher/launch-error.ts';
import { runProgram } from '../tools/launcher/program.ts';
import { runEmulatedTests, runKitTests } from './runner/emulated.ts';
import { limitsOf, notRunOn } from './runner/platform-limits.ts';
import { FAILED, type RunStep, runMocha, runScript } from './runner/steps.ts';
import { type StepResult, summary, totalCounts } from './runner/summary.ts';

const UNIT_TESTS = [
  'test/unit/**/*.test.ts',
  'examples/**/*.test.ts',
  'packages/fcm-emulator/test/**/*.test.ts',
];
/** Tests of the tarballs of a release. They build and pack them. */
const PACKED_TESTS = ['packages/*/packed/*.test.ts', 'test/packed/*.test.ts'];
const PRODUCTION_TESTS = 'test/production/*.test.ts';

await runProgram(async (interrupt) => {
  const results: StepResult[] = [];
  const runStep: RunStep = async (step, run) => {
    console.log(`\n▶ ${step}`);
    const startedAt = performance.now();
    const counts = await Promise.try(run).catch((error: unknown) => {
      interrupt.throwIfAborted();
      console.error(error instanceof LaunchError ? error.message : error);
      return FAILED;
    });
    results.push({ step, ...counts, durationMs: performance.now() - startedAt });
    return counts;
  };

  for (const script of ['types', 'lint', 'unused']) {
    await runStep(script, () => runScript(script, interrupt));
  }
  await runStep('unit', () => runMocha(UNIT_TESTS, process.env, interrupt));
  await runStep('packed', () => runMocha(PACKED_TESTS, process.env, interrupt));
  if (!limitsOf(process.platform).some(({ tests }) => tests === PRODUCTION_TESTS)) {
    await runStep('production', () => runMocha([PRODUCTION_TESTS], process.env, interrupt));
  }
  if (existsSync(join(PROJECT_ROOT, 'bench'))) {
    await runStep('bench', () => runScript('bench', interrupt, ['--quick']));
  }
  await runEmulatedTests(runStep, interrupt);
  await runKitTests(runStep, interrupt);

  console.log(`\n${notRunOn(process.platform)}${summary(results)}`);
  return totalCounts(results).failed === 0 ? 0 : 1;
});
