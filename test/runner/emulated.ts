import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LaunchError } from '../../launcher/launch-error.ts';
import { type Stack, startStack } from '../../launcher/stack.ts';
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

const TESTS_BY_STEP = {
  rules: ['test/rules/**/*.test.ts'],
  'end to end': ['test/e2e/**/*.test.ts'],
  browser: ['test/browser/**/*.test.ts'],
};

async function start(runStep: RunStep, interrupt: AbortSignal): Promise<Stack | undefined> {
  const started: Stack[] = [];
  await runStep('emulators', async () => {
    started.push(
      await startStack({
        environment: { ...process.env, ...TESTED },
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
  await using stack = await start(runStep, interrupt);
  await using browserDirectory = await mkdtempDisposable(join(tmpdir(), 'browser-'));
  const environment = {
    ...process.env,
    ...(await browserEnvironment(browserDirectory.path)),
    ...stack?.environment,
  };
  for (const [name, globs] of Object.entries(TESTS_BY_STEP)) {
    const { failed } = await runStep(name, () => {
      if (stack === undefined) throw new LaunchError('Not run: the emulators did not start.');
      return runMocha(globs, environment, interrupt);
    });
    if (failed > 0) stack?.keepLogs();
  }
}
