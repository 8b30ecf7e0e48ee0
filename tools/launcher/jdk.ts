import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { findRuntimes, getRuntime, type IJavaRuntime } from 'jdk-utils';
import { LaunchError } from './launch-error.ts';

/** The oldest Java that firebase-tools 15 accepts. */
const MIN_JAVA_MAJOR = 21;

/** A JVM that has not answered `-version` after this time is broken. */
const VERSION_TIMEOUT_MS = 20_000;

const JVM_DIRECTORY = '/usr/lib/jvm';

const VERSION_LINE = /version "(\d+)/;

/** Returns the homes to try: the ones that the user chose, then the newest first. */
export function rankRuntimes(runtimes: readonly IJavaRuntime[]): string[] {
  const rank = (runtime: IJavaRuntime) =>
    runtime.isJavaHomeEnv || runtime.isJdkHomeEnv ? 2 : runtime.isInPathEnv ? 1 : 0;
  return runtimes
    .filter(({ version }) => version === undefined || version.major >= MIN_JAVA_MAJOR)
    .toSorted((a, b) => rank(b) - rank(a) || (b.version?.major ?? 0) - (a.version?.major ?? 0))
    .map(({ homedir }) => homedir);
}

/** jdk-utils also looks in that directory, but not at links in it. */
async function linkedRuntimes(): Promise<IJavaRuntime[]> {
  const entries = await readdir(JVM_DIRECTORY, { withFileTypes: true }).catch(() => []);
  const links = entries.filter((entry) => entry.isSymbolicLink());
  const runtimes = await Promise.all(
    links.map(({ name }) => getRuntime(join(JVM_DIRECTORY, name), { withVersion: true })),
  );
  return runtimes.filter((runtime) => runtime !== undefined);
}

/** Runs the JVM, because a half-removed JDK still has its `release` file. */
async function runsJava(home: string): Promise<boolean> {
  const { failed, stderr } = await execa(join(home, 'bin', 'java'), ['-version'], {
    reject: false,
    stdin: 'ignore',
    timeout: VERSION_TIMEOUT_MS,
  });
  return !failed && Number(VERSION_LINE.exec(stderr)?.[1]) >= MIN_JAVA_MAJOR;
}

/**
 * Returns the home directory of a Java runtime that works.
 *
 * @throws LaunchError if there is none
 */
export async function findJdk(): Promise<string> {
  const runtimes = await findRuntimes({ withVersion: true, withTags: true });
  for (const home of rankRuntimes([...runtimes, ...(await linkedRuntimes())])) {
    if (await runsJava(home)) return home;
  }
  throw new LaunchError(
    `The Firestore emulator needs a JDK ${MIN_JAVA_MAJOR} or newer, and none was found in JAVA_HOME, PATH or ${JVM_DIRECTORY}: install one, for example from https://adoptium.net.`,
  );
}
