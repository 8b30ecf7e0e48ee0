import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../launcher/addresses.ts';
import { FIREBASE_CLI } from '../../launcher/firebase-cli.ts';
import { findFirestoreJar } from '../../launcher/firestore-emulator.ts';
import { findJdk } from '../../launcher/jdk.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { at, listAt } from '../json-path.ts';
import { cannotTell, type Finding, fails, ok } from './finding.ts';

/** firebase-tools starts within some seconds. */
const CLI_LIMIT_MS = 30_000;

/** Turns what a look throws as a sentence for people into what the check says. */
async function checkBy(
  check: string,
  fix: string,
  look: () => Promise<string | undefined>,
): Promise<Finding> {
  try {
    const says = await look();
    return says === undefined ? fails(check, 'none found', fix) : ok(check, says);
  } catch (error) {
    if (error instanceof LaunchError) return fails(check, error.message);
    throw error;
  }
}

/** What the emulators need on this machine. */
export function checkMachine(): Promise<Finding[]> {
  return Promise.all([
    checkBy('Node', 'npm ci', async () => process.version),
    checkBy('Installed', 'npm ci', async () =>
      existsSync(join(PROJECT_ROOT, 'node_modules', '.package-lock.json')) ? 'all' : undefined,
    ),
    checkBy('JDK', 'Install a JDK 21 or newer.', findJdk),
    checkBy('Firestore emulator’s JAR', 'npx firebase setup:emulators:firestore', () =>
      findFirestoreJar(process.env),
    ),
  ]);
}

/** Who is logged in to the Firebase CLI, which deploys. */
export async function checkLogin(): Promise<Finding> {
  const check = 'Firebase login';
  const { stdout, failed } = await execa(process.execPath, [FIREBASE_CLI, 'login:list', '--json'], {
    reject: false,
    stdin: 'ignore',
    timeout: CLI_LIMIT_MS,
  });
  if (failed) return cannotTell(check, 'the Firebase CLI did not answer');
  const [account] = listAt(JSON.parse(stdout), 'result');
  return account === undefined
    ? fails(check, 'nobody is logged in', 'npx firebase login')
    : ok(check, String(at(account, 'user', 'email')));
}
