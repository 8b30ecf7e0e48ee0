import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LaunchError } from '../../tools/launcher/launch-error.ts';
import { type Stack, type StackOptions, startStack } from '../../tools/launcher/stack.ts';
import { browserEnvironment } from './browser-environment.ts';
import { HOST_ENVIRONMENT, HOST_FUNCTIONS, layOutHostApp } from './kit/host-app.ts';
import { PASSED, type RunStep, runMocha } from './steps.ts';

/** Params of the functions: a retry waits no longer than it must, and all that is optional is on. */
const TESTED = {
  RETRY_FLOOR_SECONDS: '1',
  QUOTA_RETRY_FLOOR_SECONDS: '2',
  DELIVERY_LEASE_SECONDS: '10',
  INBOX: 'true',
  ALERT_INTERVAL: '0',
};

const BROWSER_TESTS = ['test/browser/**/*.test.ts'];
const OTHER_TESTS = {
  rules: ['test/rules/**/*.test.ts'],
  'end to end': ['test/e2e/**/*.test.ts'],
};

/** What must hold in any app, and what only a host of the kit shows. */
const KIT_TESTS = [
  ...['whole-path', 'inbox', 'lifecycle', 'other-events'].map((name) => `test/e2e/${name}.test.ts`),
  'test/kit/**/*.test.ts',
  'test/rules/firestore-rules.test.ts',
];

interface Running {
  readonly runStep: RunStep;
  readonly stack: Stack | undefined;
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
  readonly interrupt: AbortSignal;
}

async function start(
  step: string,
  runStep: RunStep,
  options: Pick<StackOptions, 'environment' | 'layOut' | 'signal'>,
): Promise<Stack | undefined> {
  const started: Stack[] = [];
  await runStep(step, async () => {
    const onStep = (phase: string) => console.log(`${phase} …`);
    started.push(await startStack({ ...options, onStep }));
    return PASSED;
  });
  return started[0];
}

async function run(
  step: string,
  tests: readonly string[],
  { runStep, stack, environment, interrupt }: Running,
): Promise<void> {
  const { failed } = await runStep(step, async () => {
    if (stack === undefined) throw new LaunchError('Not run: the emulators did not start.');
    const all = { ...process.env, ...stack.environment, ...(await environment()) };
    return runMocha(tests, all, interrupt);
  });
  if (failed > 0) stack?.keepLogs();
}

/** All tests of this project that need the emulators, in one suite. */
export async function runEmulatedTests(runStep: RunStep, interrupt: AbortSignal): Promise<void> {
  await using stack = await start('emulators', runStep, {
    environment: { ...process.env, ...TESTED },
    signal: interrupt,
  });
  await using browserDirectory = await mkdtempDisposable(join(tmpdir(), 'browser-'));
  const running = { runStep, stack, interrupt };
  for (const [step, tests] of Object.entries(OTHER_TESTS)) {
    await run(step, tests, { ...running, environment: async () => ({}) });
  }
  const environment = () => browserEnvironment(browserDirectory.path);
  await run('browser', BROWSER_TESTS, { ...running, environment });
}

/** Those of an app in which the function kit is installed, in a suite of that app. */
export async function runKitTests(runStep: RunStep, interrupt: AbortSignal): Promise<void> {
  await using stack = await start('kit installed', runStep, {
    environment: process.env,
    signal: interrupt,
    async layOut(directory) {
      await layOutHostApp(directory, TESTED, interrupt);
      return HOST_FUNCTIONS;
    },
  });
  await run('function kit', KIT_TESTS, {
    runStep,
    stack,
    environment: async () => HOST_ENVIRONMENT,
    interrupt,
  });
}
