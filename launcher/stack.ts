import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADDRESSES, clientEnvironment, FCM_PORT, PROJECT_ROOT, SUITE_PORTS } from './addresses.ts';
import { buildAll, FCM_EMULATOR_PAGES, FUNCTIONS, WEB_DEMO_PAGES } from './builds.ts';
import {
  downloadFirestoreJar,
  FIRESTORE_MAIN_CLASS,
  findFirestoreJar,
} from './firestore-emulator.ts';
import { discoverFunctions } from './functions-manifest.ts';
import { findJdk } from './jdk.ts';
import { manifestJar } from './manifest-jar.ts';
import { requireFreePorts } from './ports.ts';
import { fetchJson, untilReady } from './readiness.ts';
import { ServerProcess } from './server-process.ts';
import { startSuite, suiteReady } from './suite.ts';
import { type Codebase, writeSuiteProject } from './suite-project.ts';

export interface StackOptions {
  /** What the emulators and the functions inherit; `FCM_EMULATOR_HOST` in it is used if set. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Aborts the start. */
  signal: AbortSignal;
  /** Told each step before it begins, as a phrase without a full stop. */
  onStep: (step: string) => void;
  /** Functions to load beside the product's. */
  codebases?: readonly Codebase[];
  /**
   * Lays out another Firebase project than this one in an empty directory, and names the functions
   * that have to load in it.
   */
  layOut?: (directory: string) => Promise<readonly string[]>;
  /** Shows the servers' logs on standard error as they are written. */
  verbose?: boolean;
}

/** The running emulators. Disposing of it stops all of them. */
export interface Stack extends AsyncDisposable {
  /** By which clients find the emulators, and `EMULATORS_LOG`, the path of the suite's log. */
  environment: Record<string, string>;
  /** Leaves the logs where they are when the emulators stop. */
  keepLogs(): void;
}

/** A process that was just killed may have left a write behind. */
const RM_RETRIES = 3;

/**
 * Builds the functions and starts them in a fresh emulator suite with the FCM emulator.
 *
 * @throws LaunchError with a sentence that says what to do; nothing is left running then
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { environment, signal, onStep, verbose = false } = options;
  await using starting = new AsyncDisposableStack();

  const jdkHome = await findJdk();
  let firestoreJar = await findFirestoreJar(environment);
  if (firestoreJar === undefined) {
    onStep('Downloading the Firestore emulator');
    firestoreJar = await downloadFirestoreJar(environment, signal);
  }
  const fcmHost = environment.FCM_EMULATOR_HOST || ADDRESSES.fcm;
  const ownFcm = !environment.FCM_EMULATOR_HOST;
  await requireFreePorts([...SUITE_PORTS, ...(ownFcm ? [FCM_PORT] : [])]);

  const directory = await mkdtemp(join(tmpdir(), 'push-'));
  let disposable = true;
  starting.defer(async () => {
    if (disposable) await rm(directory, { recursive: true, force: true, maxRetries: RM_RETRIES });
  });

  onStep('Building the functions and the pages');
  if (ownFcm) await buildAll([FCM_EMULATOR_PAGES], signal);
  const layOut = options.layOut ?? ((empty: string) => layOutThisProject(empty, options));
  const functions = await layOut(directory);

  const launchableJar = join(directory, 'firestore-emulator.jar');
  await writeFile(launchableJar, manifestJar(firestoreJar, FIRESTORE_MAIN_CLASS));

  if (ownFcm) {
    onStep('Starting the FCM emulator');
    const fcm = new ServerProcess({
      script: join(PROJECT_ROOT, 'packages', 'fcm-emulator', 'src', 'main.ts'),
      args: ['--port', String(FCM_PORT.port)],
      cwd: PROJECT_ROOT,
      env: environment,
      logPath: join(directory, 'fcm-emulator.log'),
      verbose,
    });
    starting.defer(() => fcm.stop());
    const messages = `http://${fcmHost}/emulator/v1/messages`;
    const answers = async () => (await fetchJson(messages, signal)) !== undefined;
    await untilReady('The FCM emulator', fcm, answers, signal);
  }

  onStep('Starting the Firebase emulators');
  const logPath = join(directory, 'emulators.log');
  const suite = startSuite({
    projectDirectory: directory,
    logPath,
    jdkHome,
    firestoreJar: launchableJar,
    environment: { ...environment, FCM_EMULATOR_HOST: fcmHost },
    verbose,
  });
  starting.defer(() => suite.stop());
  await suiteReady(suite, functions, signal);

  const running = starting.move();
  return {
    environment: { ...clientEnvironment(fcmHost), EMULATORS_LOG: logPath },
    keepLogs: () => {
      disposable = false;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function layOutThisProject(
  directory: string,
  { environment, signal, codebases = [] }: StackOptions,
): Promise<readonly string[]> {
  await buildAll([FUNCTIONS, WEB_DEMO_PAGES], signal);
  const { functions, params } = await discoverFunctions(directory, signal);
  await writeSuiteProject(directory, params, environment, codebases);
  return functions;
}
