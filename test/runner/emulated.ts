import { LaunchError } from '../../tools/launcher/launch-error.ts';
import { type Stack, type StackOptions, startStack } from '../../tools/launcher/stack.ts';
import { HOST_ENVIRONMENT, HOST_FUNCTIONS, layOutHostApp } from './kit/host-app.ts';
import { PASSED, type RunStep, runMocha } from './steps.ts';

/** Params of the functions: retries come as soon as possible, and all optional features are on. */
const TESTED = {
  RETRY_FLOOR_SECONDS: '1',
  QUOTA_RETRY_FLOOR_SECONDS: '2',
  DELIVERY_LEASE_SECONDS: '10',
  INBOX: 'true',
  ALERT_INTERVAL: '0',
};

/** Test files by the name of their step. The steps share a suite. */
type Steps = Readonly<Record<string, readonly string[]>>;

const TESTS: Steps = {
  rules: ['test/rules/**/*.test.ts'],
  'end to end': ['test/e2e/**/*.test.ts'],
  browser: ['test/browser/**/*.test.ts'],
};

/** Tests that must pass in any app, and tests of an app with the kit. */
const KIT_TESTS: Steps = {
  'function kit': [
    ...['whole-path', 'inbox', 'lifecycle', 'other-events'].map(
      (name) => `test/e2e/${name}.test.ts`,
    ),
    'test/kit/**/*.test.ts',
    'test/rules/firestore-rules.test.ts',
  ],
};

/** Starts the emulators as one step, and runs the steps of tests in them. */
async function runInSuite(
  name: string,
  options: Pick<StackOptions, 'environment' | 'layOut' | 'signal'>,
  [tests, environment]: readonly [Steps, Readonly<Record<string, string>>],
  runStep: RunStep,
): Promise<void> {
  await using started = new AsyncDisposableStack();
  let stack: Stack | undefined;
  await runStep(name, async () => {
    const onStep = (phase: string) => console.log(`${phase} …`);
    stack = started.use(await startStack({ ...options, onStep }));
    return PASSED;
  });
  for (const [step, globs] of Object.entries(tests)) {
    const { failed } = await runStep(step, async () => {
      if (stack === undefined) throw new LaunchError('Not run: the emulators did not start.');
      const env = { ...process.env, ...stack.environment, ...environment };
      return runMocha(globs, env, options.signal);
    });
    if (failed > 0) stack?.keepLogs();
  }
}

/** Runs the tests of this project that need the emulators. */
export async function runEmulatedTests(runStep: RunStep, signal: AbortSignal): Promise<void> {
  const environment = { ...process.env, ...TESTED };
  await runInSuite('emulators', { environment, signal }, [TESTS, {}], runStep);
}

/** Runs the tests of an app in which the function kit is installed, in that app's emulators. */
export async function runKitTests(runStep: RunStep, signal: AbortSignal): Promise<void> {
  const layOut = async (directory: string) => {
    await layOutHostApp(directory, TESTED, signal);
    return HOST_FUNCTIONS;
  };
  const options = { environment: process.env, signal, layOut };
  await runInSuite('kit installed', options, [KIT_TESTS, HOST_ENVIRONMENT], runStep);
}
