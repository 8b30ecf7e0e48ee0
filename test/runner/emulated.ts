import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LaunchError } from '../../launcher/launch-error.ts';
import { type Stack, startStack } from '../../launcher/stack.ts';
import { ADAPTED_ENVIRONMENT, buildAdapted, useAdaptedRules } from './adapted.ts';
import { browserEnvironment } from './browser-environment.ts';
import { PASSED, type RunStep, runMocha } from './steps.ts';

/** Params of the functions: a retry waits no longer than it must, and all that is optional is on. */
const TESTED = {
  RETRY_FLOOR_SECONDS: '1',
  QUOTA_RETRY_FLOOR_SECONDS: '2',
  DELIVERY_LEASE_SECONDS: '10',
  INBOX: 'true',
  ALERT_INTERVAL: '0',
};

interface Step {
  readonly tests: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  prepare?(): Promise<void>;
}

const STEPS: Readonly<Record<string, Step>> = {
  rules: { tests: ['test/rules/**/*.test.ts'] },
  'end to end': { tests: ['test/e2e/**/*.test.ts'] },
  browser: { tests: ['test/browser/**/*.test.ts'] },
  // The last one, since it takes the product's rules away.
  'another app': {
    tests: [
      ...['whole-path', 'inbox', 'lifecycle', 'other-events'].map(
        (name) => `test/e2e/${name}.test.ts`,
      ),
      'test/adapted/**/*.test.ts',
    ],
    environment: ADAPTED_ENVIRONMENT,
    prepare: useAdaptedRules,
  },
};

async function start(
  adaptedDirectory: string,
  runStep: RunStep,
  interrupt: AbortSignal,
): Promise<Stack | undefined> {
  const started: Stack[] = [];
  await runStep('emulators', async () => {
    started.push(
      await startStack({
        environment: { ...process.env, ...TESTED },
        codebases: [await buildAdapted(adaptedDirectory, TESTED)],
        signal: interrupt,
        onStep: (phase) => console.log(`${phase} …`),
      }),
    );
    return PASSED;
  });
  return started[0];
}

/** All tests that need the emulators, in one suite. */
export async function runEmulatedTests(runStep: RunStep, interrupt: AbortSignal): Promise<void> {
  await using adaptedDirectory = await mkdtempDisposable(join(tmpdir(), 'adapted-'));
  await using stack = await start(adaptedDirectory.path, runStep, interrupt);
  await using browserDirectory = await mkdtempDisposable(join(tmpdir(), 'browser-'));
  const environment = {
    ...process.env,
    ...(await browserEnvironment(browserDirectory.path)),
    ...stack?.environment,
  };
  for (const [name, { tests, environment: own, prepare }] of Object.entries(STEPS)) {
    const { failed } = await runStep(name, async () => {
      if (stack === undefined) throw new LaunchError('Not run: the emulators did not start.');
      await prepare?.();
      return runMocha(tests, { ...environment, ...own }, interrupt);
    });
    if (failed > 0) stack?.keepLogs();
  }
}
