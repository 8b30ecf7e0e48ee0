import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import pathKey from 'path-key';
import { ADDRESSES, FIREBASE_CLI, PROJECT_ID } from './addresses.ts';
import { LaunchError } from './launch-error.ts';
import { ServerProcess } from './server-process.ts';

/** firebase-tools prints it once every function is loaded or has failed to. */
const READY_LINE = 'All emulators ready!';

/**
 * Accounts, credentials, and proxies, through which firebase-tools would also reach its own
 * emulators: a demo project needs none of them.
 */
const WITHHELD = /^(FIREBASE_TOKEN|GOOGLE_APPLICATION_CREDENTIALS|https?_proxy)$/i;

export interface SuiteOptions {
  /** The Firebase project as `writeSuiteProject` lays it out. */
  projectDirectory: string;
  /** The emulators to start. */
  suite: readonly string[];
  logPath: string;
  jdkHome: string;
  /** Absolute path of a JAR that `java -jar` can run. */
  firestoreJar: string;
  /** The functions' process environment is this one, and the params' file. */
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
      // Its settings, among them the account logged in, its sockets, and the file by which a suite
      // finds others of the same project.
      XDG_CONFIG_HOME: projectDirectory,
      TMPDIR: projectDirectory,
      TEMP: projectDirectory,
      // Kept across runs: it saves firebase-tools seconds.
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      // The Functions emulator starts a process for each call in a burst, up to fifty at once, and
      // drops a call whose process is not up within 30 s. On a few cores that loses calls: let those
      // beyond a handful wait for a process that is up, and give each time to start.
      FUNCTIONS_EMULATOR_PARALLEL: environment.FUNCTIONS_EMULATOR_PARALLEL || '8',
      FUNCTIONS_DISCOVERY_TIMEOUT: environment.FUNCTIONS_DISCOVERY_TIMEOUT || '120',
      // By a file: over HTTP it waits 3 s for the functions' server to let go of its connection.
      FIREBASE_FUNCTIONS_DISCOVERY_OUTPUT_PATH: 'true',
      // Neither its message of the day nor a look for a newer release, of itself or, by npm, of
      // firebase-functions, for which it waits 10 s where there is no network.
      CI: 'true',
      NO_UPDATE_NOTIFIER: '1',
      npm_config_offline: 'true',
      NO_COLOR: '1',
      // A JVM reads the JAR's path by it, which may be in any letters.
      LC_ALL: 'C.UTF-8',
    },
    logPath,
    verbose,
  });
}

/** @returns which of the functions are not in what the Functions emulator answers at `/backends` */
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
