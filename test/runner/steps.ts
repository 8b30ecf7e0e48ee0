import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { limitsOf } from './platform-limits.ts';
import type { Counts } from './summary.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Past that a step hangs: the slowest takes two minutes, several times that on a busy machine. */
const STEP_LIMIT_MS = 900_000;

const MOCHA = join(PROJECT_ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
const REPORTER = join(import.meta.dirname, 'counting-reporter.ts');

/** Runs and records a step. What it throws is shown, and the step has failed. */
export type RunStep = (step: string, run: () => Promise<Counts>) => Promise<Counts>;

export const PASSED: Counts = { passed: 1, failed: 0 };
export const FAILED: Counts = { passed: 0, failed: 1 };

/** Runs one of package.json's scripts, which counts as one test. */
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

/** @returns what a Mocha run comes to, given how it ended and what its reporter wrote, if it did */
export function mochaCounts(exitedWell: boolean, reported: Counts | undefined): Counts {
  const { passed, failed } = reported ?? { passed: 0, failed: 0 };
  const broken = !exitedWell || passed === 0;
  return { passed, failed: broken ? Math.max(failed, 1) : failed };
}

/** Runs the test files that match; none at all, or a run that dies, is a failure. */
export async function runMocha(
  globs: readonly string[],
  environment: Environment,
  cancelSignal: AbortSignal,
): Promise<Counts> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'mocha-'));
  const countsPath = join(directory.path, 'counts.json');
  const reporting = ['--reporter', REPORTER, '--reporter-option', `counts=${countsPath}`];
  const ignored = limitsOf(process.platform).flatMap(({ tests }) => ['--ignore', tests]);
  // `--exit`, because what a failed test leaves open must not hold up the other steps.
  const { failed, timedOut } = await execa(
    process.execPath,
    [MOCHA, '--exit', ...reporting, ...ignored, ...globs],
    {
      cwd: PROJECT_ROOT,
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: STEP_LIMIT_MS,
      reject: false,
      cancelSignal,
    },
  );
  cancelSignal.throwIfAborted();
  if (timedOut) console.error(`Given up after ${STEP_LIMIT_MS / 1000} s.`);
  const written = await readFile(countsPath, 'utf8').catch(() => undefined);
  return mochaCounts(!failed, written === undefined ? undefined : JSON.parse(written));
}
