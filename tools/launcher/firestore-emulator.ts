import { existsSync } from 'node:fs';
import { glob, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { strToU8, zipSync } from 'fflate';
import pathKey from 'path-key';
import { FIREBASE_CLI } from './addresses.ts';
import { LaunchError } from './launch-error.ts';

/** The same in every release. */
export const FIRESTORE_MAIN_CLASS = 'com.google.cloud.datastore.emulator.firestore.CloudFirestore';

const SDK_COMPONENT = 'platform/cloud-firestore-emulator/cloud-firestore-emulator.jar';

/**
 * Where the Cloud CLI is if it is not on PATH: its archive, its Debian packages, and snap, whose
 * command is a link to snap itself.
 */
const SDK_ROOTS = [
  join(homedir(), 'google-cloud-sdk'),
  '/usr/lib/google-cloud-sdk',
  '/snap/google-cloud-cli/current',
];

/** Timeout of the download in milliseconds. At 10 Mbit/s, 140 MB take two minutes. */
const DOWNLOAD_TIMEOUT_MS = 600_000;

type Environment = Readonly<Record<string, string | undefined>>;

async function newestCached(environment: Environment): Promise<string | undefined> {
  const cache =
    environment.FIREBASE_EMULATORS_PATH || join(homedir(), '.cache', 'firebase', 'emulators');
  const jars = await Array.fromAsync(glob(join(cache, 'cloud-firestore-emulator-v*.jar')));
  const { compare } = new Intl.Collator('en', { numeric: true });
  return jars.sort((a, b) => compare(basename(b), basename(a)))[0];
}

/**
 * Finds the JAR of a Firestore emulator on this machine, in the documented order:
 * `FIRESTORE_EMULATOR_BINARY_PATH`, the Cloud CLI's component, firebase-tools' cache.
 *
 * @throws LaunchError if there is no file at `FIRESTORE_EMULATOR_BINARY_PATH`
 */
export async function findFirestoreJar(
  environment: Environment,
  usualSdkRoots: readonly string[] = SDK_ROOTS,
): Promise<string | undefined> {
  const chosen = environment.FIRESTORE_EMULATOR_BINARY_PATH;
  if (chosen) {
    if (existsSync(chosen)) return resolve(chosen);
    throw new LaunchError(
      `FIRESTORE_EMULATOR_BINARY_PATH is set to ${chosen}, where there is no file: set it to a cloud-firestore-emulator JAR, or unset it.`,
    );
  }
  const path = environment[pathKey({ env: environment })] ?? '';
  const gcloud = path
    .split(delimiter)
    .flatMap((directory) => [join(directory, 'gcloud'), join(directory, 'gcloud.cmd')])
    .find((command) => existsSync(command));
  const roots = [
    environment.CLOUDSDK_ROOT_DIR || [],
    // The commands of Homebrew and of the packages are links.
    gcloud === undefined ? [] : dirname(dirname(await realpath(gcloud))),
    usualSdkRoots,
  ].flat();
  const component = roots.map((root) => join(root, SDK_COMPONENT)).find((jar) => existsSync(jar));
  return component ?? newestCached(environment);
}

/**
 * Lets firebase-tools download the emulator into its cache. Returns the JAR's path.
 *
 * @throws LaunchError if that fails, for example without the internet
 */
export async function downloadFirestoreJar(
  environment: Environment,
  cancelSignal: AbortSignal,
): Promise<string> {
  const { failed } = await execa(process.execPath, [FIREBASE_CLI, 'setup:emulators:firestore'], {
    env: environment,
    reject: false,
    stdin: 'ignore',
    timeout: DOWNLOAD_TIMEOUT_MS,
    cancelSignal,
  });
  cancelSignal.throwIfAborted();
  const jar = failed ? undefined : await newestCached(environment);
  if (jar !== undefined) return jar;
  throw new LaunchError(
    'No Firestore emulator was found, and the download failed: install the Google Cloud CLI with its component cloud-firestore-emulator, set FIRESTORE_EMULATOR_BINARY_PATH to the JAR of one, or try again with the internet.',
  );
}

/** Maximum length of a line in a JAR's manifest, in bytes without the line end. */
const MANIFEST_LINE_BYTES = 70;

/** A header that is too long for one line continues in further lines, which start with a space. */
function manifestLine(header: string): string {
  const lines: string[] = [header.slice(0, MANIFEST_LINE_BYTES)];
  for (let at = MANIFEST_LINE_BYTES; at < header.length; at += MANIFEST_LINE_BYTES - 1) {
    lines.push(` ${header.slice(at, at + MANIFEST_LINE_BYTES - 1)}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/**
 * Returns a JAR that starts the emulator of another JAR. firebase-tools runs `java -jar`, and the
 * Cloud CLI's JAR does not name its main class.
 *
 * @param jar absolute path of the other JAR
 */
export function launchableJar(jar: string): Uint8Array {
  const manifest = [
    'Manifest-Version: 1.0',
    `Main-Class: ${FIRESTORE_MAIN_CLASS}`,
    `Class-Path: ${pathToFileURL(jar).href}`,
  ].map(manifestLine);
  return zipSync({ 'META-INF/MANIFEST.MF': strToU8(`${manifest.join('')}\r\n`) });
}
