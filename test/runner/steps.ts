import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { limitsOf } from './platform-limits.ts';
import type { Counts } from './summary.ts';

/** Time after which a step hangs. The slowest takes two minutes on an idle machine. */
const STEP_LIMIT_MS = 900_000;

const MOCHA = join(PROJECT_ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');

/** Runs and records a step. If it throws, the error is shown and the step has failed. */
export type RunStep = (step: string, run: () => Promise<Counts>) => Promise<Counts>;

export const PASSED: Counts = { passed: 1, failed: 0 };
export const FAILED: Counts = { passed: 0, failed: 1 };

/** Runs a script of package.json. It counts as one test. */
export async function runScript(
  name: string,
  cancelSignal: AbortSignal,
  args: readonly string[] = [],
): Promise<Counts> {
  const { failed } = await execa('npm', ['run', '--silent', name, '--', ...args], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: STEP_LIMIT_MS,
    reject: false,
    cancelSignal,
  });
  cancelSignal.throwIfAborted();
  return failed ? FAILED : PASSED;
}

/** Returns the counts of a Mocha run. A run that dies, or that has no test, is a failure. */
export function mochaCounts(exitedWell: boolean, output: string): Counts {
  const last = (word: string) =>
    Number(
      output
        .matchAll(new RegExp(`(\\d+) ${word}`, 'gu'))
        .toArray()
        .at(-1)?.[1] ?? 0,
    );
  const [passed, failed] = [last('passing'), last('failing')];
  const broken = !exitedWell || passed === 0;
  return { passed, failed: broken ? Math.max(failed, 1) : failed };
}

/** Runs the matching test files, except those that cannot run on this machine. */
export async function runMocha(
  globs: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cancelSignal: AbortSignal,
): Promise<Counts> {
  const ignored = limitsOf(process.platform).flatMap(({ tests }) => ['--ignore', tests]);
  // `--exit`, so that resources of a failed test do not delay the other steps.
  const options = ['--exit', ...(process.stdout.isTTY ? ['--color'] : []), ...ignored];
  const { failed, timedOut, stdout } = await execa(
    process.execPath,
    [MOCHA, ...options, ...globs],
    {
      cwd: PROJECT_ROOT,
      env,
      stdio: ['ignore', ['inherit', 'pipe'], 'inherit'],
      timeout: STEP_LIMIT_MS,
      reject: false,
      cancelSignal,
    },
  );
  cancelSignal.throwIfAborted();
  if (timedOut) console.error(`Given up after ${STEP_LIMIT_MS / 1000} s.`);
  return mochaCounts(!failed, stdout);
}
