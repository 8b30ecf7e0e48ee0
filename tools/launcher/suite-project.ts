import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import firebase from '../../firebase.json' with { type: 'json' };
import { HOSTING_PORT, PROJECT_ROOT } from './addresses.ts';
import { LaunchError } from './launch-error.ts';

/** Functions that run beside the product's. They are built and have their own dotenv file. */
export interface Codebase {
  name: string;
  /** Absolute path. */
  directory: string;
}

const PARAMS_DIRECTORY = 'params';
const DEMO = 'examples/demo';

/** Where firebase-tools stores answers and defaults of params from an earlier run. */
const ANSWERS_FILE = '.env.local';

/**
 * Writes a Firebase project of links to this one into `directory`. firebase-tools writes its logs
 * and `.env.local` there, so runs do not change the checkout or affect each other. For
 * firebase-tools a dotenv file overrides the environment, so the values of the params are written
 * into that file.
 *
 * @throws LaunchError if the rules are missing: the emulator would allow everything
 */
export async function writeSuiteProject(
  directory: string,
  params: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  others: readonly Codebase[] = [],
): Promise<void> {
  const { firestore, functions } = firebase;
  const hosting = await demoHosting();
  if (!existsSync(join(PROJECT_ROOT, firestore.rules))) {
    throw new LaunchError(`${firestore.rules} is missing: the emulators do not start without it.`);
  }
  const sources = functions.map(({ source }) => source);
  const links = [firestore.rules, firestore.indexes, ...sources, ...(hosting ? ['examples'] : [])];
  // firebase-tools looks for the Functions SDK beside the links, not in their targets.
  for (const name of [...links, 'node_modules']) {
    await place(join(PROJECT_ROOT, name), join(directory, name));
  }
  for (const { name, directory: source } of others) await place(source, join(directory, name));

  const paramsDirectory = join(directory, PARAMS_DIRECTORY);
  await mkdir(paramsDirectory);
  for (const source of sources) {
    for (const name of await readdir(join(PROJECT_ROOT, source))) {
      if (!name.startsWith('.env')) continue;
      await copyFile(join(PROJECT_ROOT, source, name), join(paramsDirectory, name));
    }
  }
  const set = params.filter((name) => environment[name] !== undefined);
  const lines = set.map((name) => `${name}=${JSON.stringify(environment[name])}\n`);
  await writeFile(join(paramsDirectory, ANSWERS_FILE), lines.join(''));

  const config = {
    ...firebase,
    // Only of the demo: a deployment of this project does not touch an app's own pages.
    ...(hosting && { hosting }),
    emulators: { ...firebase.emulators, hosting: { port: HOSTING_PORT } },
    functions: [
      ...functions.map((codebase) => ({ ...codebase, configDir: PARAMS_DIRECTORY })),
      ...others.map(({ name }) => ({ source: name, codebase: name })),
    ],
  };
  await writeFile(join(directory, 'firebase.json'), JSON.stringify(config));
}

/** Returns what the Hosting emulator serves, or undefined in a clone without the demo. */
async function demoHosting(): Promise<{ public: string } | undefined> {
  const config = join(PROJECT_ROOT, DEMO, 'firebase.json');
  if (!existsSync(config)) return undefined;
  const { hosting } = JSON.parse(await readFile(config, 'utf8'));
  await mkdir(join(PROJECT_ROOT, DEMO, hosting.public), { recursive: true });
  return { ...hosting, public: `${DEMO}/${hosting.public}` };
}

/** Links `to` to `from`. On Windows anybody can link a directory, but not a file. */
export async function place(from: string, to: string): Promise<void> {
  if ((await stat(from)).isDirectory()) await symlink(from, to, 'junction');
  else if (process.platform === 'win32') await copyFile(from, to);
  else await symlink(from, to);
}
