import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_DATA_PARAMS } from '../../functions/src/config/app-data.ts';
import {
  ADDRESSES,
  clientEnvironment,
  FCM_PORT,
  HOSTING,
  PROJECT_ROOT,
  SUITE_PORTS,
} from './addresses.ts';
import { buildAll, FCM_EMULATOR_PAGES, FUNCTIONS, hasWebDemo, WEB_DEMO_PAGES } from './builds.ts';
import { downloadFirestoreJar, findFirestoreJar, launchableJar } from './firestore-emulator.ts';
import { discoverFunctions } from './functions-manifest.ts';
import { findJdk } from './jdk.ts';
import { LaunchError } from './launch-error.ts';
import { requireFreePorts } from './ports.ts';
import { ServerProcess } from './server-process.ts';
import { startSuite, suiteReady } from './suite.ts';
import { type Codebase, writeSuiteProject } from './suite-project.ts';

export interface StackOptions {
  /** The emulators and functions inherit it. A set `FCM_EMULATOR_HOST` is used. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Aborts the start. */
  signal: AbortSignal;
  /** Called before each step with its name, a phrase without a full stop. */
  onStep: (step: string) => void;
  /** Functions to load in addition to the product's. */
  codebases?: readonly Codebase[];
  /**
   * Writes another Firebase project than this one into an empty directory. Returns the names of the
   * functions that must load in it.
   */
  layOut?: (directory: string) => Promise<readonly string[]>;
  /** Shows the servers' logs on standard error as they are written. */
  verbose?: boolean;
}

/** The running emulators. Disposing it stops all of them. */
export interface Stack extends AsyncDisposable {
  /** The addresses for clients, and `EMULATORS_LOG`, the path of the suite's log. */
  environment: Record<string, string>;
  /** Keeps the logs when the emulators stop. */
  keepLogs(): void;
  /** Settles when a server ends by itself. */
  died: Promise<LaunchError>;
}

/** A process that was just killed may still write to the directory. */
const RM_RETRIES = 3;

/**
 * Builds the functions and starts them in a new emulator suite with the FCM emulator. The pages are
 * built during the start, because they are needed only after it.
 *
 * @throws LaunchError with a sentence that says what to do; then nothing is left running
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { environment, signal, onStep, verbose = false } = options;
  await using starting = new AsyncDisposableStack();

  const jdkHome = await findJdk();
  let firestoreJar = await findFirestoreJar(environment);
  if (firestoreJar === undefined) {
    onStep('Downloading the Firestore emulator, 137 MB, once');
    firestoreJar = await downloadFirestoreJar(environment, signal);
  }
  const fcmHost = environment.FCM_EMULATOR_HOST || ADDRESSES.fcm;
  const ownFcm = !environment.FCM_EMULATOR_HOST;
  const webDemo = options.layOut === undefined && hasWebDemo();
  await requireFreePorts([
    ...SUITE_PORTS,
    ...(webDemo ? [HOSTING] : []),
    ...(ownFcm ? [FCM_PORT] : []),
  ]);

  const directory = await mkdtemp(join(tmpdir(), 'push-'));
  let disposable = true;
  const keepLogs = () => {
    disposable = false;
  };
  starting.defer(async () => {
    if (disposable) await rm(directory, { recursive: true, force: true, maxRetries: RM_RETRIES });
  });

  // If the start fails, the builds stop too.
  const given = new AbortController();
  starting.defer(() => given.abort());
  const building = AbortSignal.any([signal, given.signal]);
  onStep('Building the functions and the pages');
  const pages = buildAll(
    [...(webDemo ? [WEB_DEMO_PAGES] : []), ...(ownFcm ? [FCM_EMULATOR_PAGES] : [])],
    building,
  );
  pages.catch(() => {}); // Awaited below, after steps that may fail earlier.
  const functions = options.layOut
    ? await options.layOut(directory)
    : await layOutThisProject(directory, options, building);

  const jarPath = join(directory, 'firestore-emulator.jar');
  await writeFile(jarPath, launchableJar(firestoreJar));

  onStep(`Starting the Firebase emulators${ownFcm ? ' and the FCM emulator' : ''}`);
  const logPath = join(directory, 'emulators.log');
  const suite = startSuite({
    projectDirectory: directory,
    suite: ['auth', 'functions', 'firestore', 'tasks', ...(webDemo ? ['hosting'] : [])],
    logPath,
    jdkHome,
    firestoreJar: jarPath,
    environment: { ...environment, FCM_EMULATOR_HOST: fcmHost },
    verbose,
  });
  starting.defer(() => suite.stop());
  const servers = [suite];
  const withLogs = (message: string) => {
    keepLogs();
    return new LaunchError(`${message.trimEnd()}\n\nThe logs are in ${directory}`);
  };
  try {
    if (ownFcm) {
      const fcm = new ServerProcess({
        name: 'The FCM emulator',
        script: join(PROJECT_ROOT, 'packages', 'fcm-emulator', 'src', 'main.ts'),
        args: ['--port', String(FCM_PORT.port)],
        cwd: PROJECT_ROOT,
        env: environment,
        logPath: join(directory, 'fcm-emulator.log'),
        verbose,
      });
      starting.defer(() => fcm.stop());
      servers.push(fcm);
      const isUp = () => fetch(`http://${fcmHost}/`, { signal }).then(Boolean, () => false);
      await fcm.untilReady(isUp, signal);
    }
    await suiteReady(suite, functions, signal);
  } catch (error) {
    throw error instanceof LaunchError ? withLogs(error.message) : error;
  }
  await pages;

  const running = starting.move();
  let stopping = false;
  running.defer(() => {
    stopping = true;
  });
  const died = Promise.race(
    servers.map(async (server) => {
      await server.exited;
      if (stopping) await new Promise(() => {});
      return withLogs(`${server.name} ended unexpectedly:\n\n${server.logTail}`);
    }),
  );
  return {
    environment: { ...clientEnvironment(fcmHost), EMULATORS_LOG: logPath },
    keepLogs,
    died,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Returns at the interrupt. @throws LaunchError as soon as a server ends */
export async function untilInterrupted(stack: Stack, interrupt: AbortSignal): Promise<void> {
  if (interrupt.aborted) return;
  const error = await Promise.race([stack.died, once(interrupt, 'abort')]);
  if (error instanceof LaunchError) throw error;
}

async function layOutThisProject(
  directory: string,
  { environment, signal, codebases = [] }: StackOptions,
  building: AbortSignal,
): Promise<readonly string[]> {
  await buildAll([FUNCTIONS], building);
  const { manifest } = await discoverFunctions(signal);
  // These params are not in the manifest, because they are read when functions are defined.
  const params = [...(manifest.params ?? []), ...Object.values(APP_DATA_PARAMS)];
  const names = params.map(({ name }) => name);
  await writeSuiteProject(directory, names, environment, codebases);
  return Object.keys(manifest.endpoints);
}
