import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import firebase from '../../firebase.json' with { type: 'json' };
import { HOSTING_PORT, PROJECT_ROOT } from './addresses.ts';
import { LaunchError } from './launch-error.ts';

/** Functions that run beside the product's, built and with their own dotenv file of params. */
export interface Codebase {
  name: string;
  /** Absolute path. */
  directory: string;
}

const PARAMS_DIRECTORY = 'params';
const DEMO = 'examples/demo';

/** Where firebase-tools keeps what it asked for or took from defaults in an earlier run. */
const ANSWERS_FILE = '.env.local';

/**
 * Lays out a Firebase project of links to this one in `directory`. firebase-tools writes its logs
 * and `.env.local` there, so that no run changes the checkout or sees what another one left. It lets
 * a dotenv file win over the environment, so the params' values are put into that file.
 *
 * @throws LaunchError when the rules are missing, without which the emulator would allow everything
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
  // firebase-tools looks for the Functions SDK beside the links, not where they lead.
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
    // Of the demo alone: a deployment of this project leaves an app's own pages alone.
    ...(hosting && { hosting }),
    emulators: { ...firebase.emulators, hosting: { port: HOSTING_PORT } },
    functions: [
      ...functions.map((codebase) => ({ ...codebase, configDir: PARAMS_DIRECTORY })),
      ...others.map(({ name }) => ({ source: name, codebase: name })),
    ],
  };
  await writeFile(join(directory, 'firebase.json'), JSON.stringify(config));
}

/** @returns what the Hosting emulator serves, or undefined in a clone without the demo */
async function demoHosting(): Promise<{ public: string } | undefined> {
  const config = join(PROJECT_ROOT, DEMO, 'firebase.json');
  if (!existsSync(config)) return undefined;
  const { hosting } = JSON.parse(await readFile(config, 'utf8'));
  await mkdir(join(PROJECT_ROOT, DEMO, hosting.public), { recursive: true });
  return { ...hosting, public: `${DEMO}/${hosting.public}` };
}

/** Links `to` to what is at `from`. Windows lets everybody link a directory, but not a file. */
export async function place(from: string, to: string): Promise<void> {
  if ((await stat(from)).isDirectory()) await symlink(from, to, 'junction');
  else if (process.platform === 'win32') await copyFile(from, to);
  else await symlink(from, to);
}
