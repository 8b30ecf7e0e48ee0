import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import pathKey from 'path-key';
import { ADDRESSES, FIREBASE_CLI, PROJECT_ID } from './addresses.ts';
import { LaunchError } from './launch-error.ts';
import { ServerProcess } from './server-process.ts';

/** firebase-tools prints this after every function is loaded or has failed to load. */
const READY_LINE = 'All emulators ready!';

/**
 * Accounts, credentials and proxies. A demo project needs none of them, and firebase-tools would
 * use a proxy even for its own emulators.
 */
const WITHHELD = /^(FIREBASE_TOKEN|GOOGLE_APPLICATION_CREDENTIALS|https?_proxy)$/i;

export interface SuiteOptions {
  /** The Firebase project that `writeSuiteProject` has written. */
  projectDirectory: string;
  /** The emulators to start. */
  suite: readonly string[];
  logPath: string;
  jdkHome: string;
  /** Absolute path of a JAR that `java -jar` can run. */
  firestoreJar: string;
  /** The environment of the functions, in addition to their dotenv file. */
  environment: Readonly<Record<string, string | undefined>>;
  verbose: boolean;
}

export function startSuite(options: SuiteOptions): ServerProcess {
  const { projectDirectory, suite, logPath, jdkHome, firestoreJar, environment, verbose } = options;
  const inherited = Object.entries(environment).filter(([name]) => !WITHHELD.test(name));
  const path = pathKey({ env: environment });
  const binaries = [join(jdkHome, 'bin'), dirname(process.execPath), environment[path] ?? ''];
  const only = ['--only', suite.join(',')];
  return new ServerProcess({
    name: 'The emulator suite',
    script: FIREBASE_CLI,
    args: ['emulators:start', '--non-interactive', '--project', PROJECT_ID, ...only],
    cwd: projectDirectory,
    env: {
      ...Object.fromEntries(inherited),
      [path]: binaries.join(delimiter),
      JAVA_HOME: jdkHome,
      FIRESTORE_EMULATOR_BINARY_PATH: firestoreJar,
      // For its settings, such as the account that is signed in, its sockets, and the file by which
      // suites of the same project find each other.
      XDG_CONFIG_HOME: projectDirectory,
      TMPDIR: projectDirectory,
      TEMP: projectDirectory,
      // Kept across runs, because it saves firebase-tools seconds.
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      // In a burst, the Functions emulator starts a process for each call, up to fifty at once. It
      // drops a call whose process is not ready within 30 s, which happens on few cores. With this
      // limit, further calls wait for a process that is ready.
      FUNCTIONS_EMULATOR_PARALLEL: environment.FUNCTIONS_EMULATOR_PARALLEL || '8',
      FUNCTIONS_DISCOVERY_TIMEOUT: environment.FUNCTIONS_DISCOVERY_TIMEOUT || '120',
      // By a file. Over HTTP it waits 3 s until the functions' server closes its connection.
      FIREBASE_FUNCTIONS_DISCOVERY_OUTPUT_PATH: 'true',
      // Without the message of the day, and without looking for newer releases of itself and of
      // firebase-functions. Without a network it would wait 10 s for npm.
      CI: 'true',
      NO_UPDATE_NOTIFIER: '1',
      npm_config_offline: 'true',
      NO_COLOR: '1',
      // A JVM decodes the JAR's path with this. The path can have letters of any language.
      LC_ALL: 'C.UTF-8',
    },
    logPath,
    verbose,
  });
}

/** Returns which functions are missing in the Functions emulator's answer at `/backends`. */
export function missingFunctions(expected: readonly string[], answer: unknown): string[] {
  const { backends = [] }: { backends?: { functionTriggers: { entryPoint: string }[] }[] } =
    Object(answer);
  const loaded = backends.flatMap(({ functionTriggers }) => functionTriggers);
  return expected.filter((name) => !loaded.some(({ entryPoint }) => entryPoint === name));
}

/**
 * Waits for the emulators and for the functions that should be in them.
 *
 * @throws LaunchError that names the functions which did not load, with the end of the log
 */
export async function suiteReady(
  suite: ServerProcess,
  expectedFunctions: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await suite.untilReady(() => suite.logTail.includes(READY_LINE), signal);
  const answer = await fetch(`http://${ADDRESSES.functions}/backends`, { signal })
    .then((response) => response.json())
    .catch(() => undefined);
  const missing = missingFunctions(expectedFunctions, answer);
  if (missing.length > 0) {
    throw new LaunchError(
      `Functions that did not load: ${missing.join(', ')}.\n\n${suite.logTail}`,
    );
  }
}
