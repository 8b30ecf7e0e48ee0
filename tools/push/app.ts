import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import functionsPackage from '../../functions/package.json' with { type: 'json' };
import { ADDRESSES, PROJECT_ID } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { at, readJson } from './json.ts';

const ABOVE = join(import.meta.dirname, '..', '..');

/** The clone that this program runs in, or undefined in an installed function kit. */
export const CLONE = existsSync(join(ABOVE, 'tools', 'push', 'main.ts')) ? ABOVE : undefined;

/** The package of the functions, with the SDKs for this program: `functions/`, or the installed kit. */
export const PACKAGE = CLONE ? join(CLONE, 'functions') : join(import.meta.dirname, '..');

export const KIT = functionsPackage.name;
const CODEBASE = 'comment-push';
const DATABASE = '(default)';
/** The default, if no dotenv file sets another one. */
const REGION = 'us-central1';

export type Params = Readonly<NodeJS.Dict<string>>;

/** The options of the command line that say which app is meant. */
export type Asked = {
  readonly project?: string | undefined;
  readonly app?: string | undefined;
  readonly kit?: string | undefined;
};

/** An app, and how our functions are installed in it. Paths are absolute. */
export interface App {
  /** The directory of its `firebase.json`. */
  readonly root: string;
  /** Undefined if the emulators are meant. */
  readonly project: string | undefined;
  /** The project, or the one of the emulators. */
  readonly projectId: string;
  /** The values in the dotenv files. */
  readonly params: Params;
  /** The region of functions and queues. */
  readonly region: string;
  /** By this name the Firebase CLI knows to which code a function belongs. */
  readonly codebase: string;
  /** The instance of the function kit, if there is one. Names of functions begin with `kit-{kit}-`. */
  readonly kit: string | undefined;
  /** The package that is deployed: the app's wrapper of the kit, or the clone's `functions/`. */
  readonly source: string;
  /** The directory of the dotenv files. */
  readonly config: string;
  /** `host:port` of an emulator. */
  emulator(name: keyof typeof ADDRESSES): string;
  /** @throws LaunchError if `firebase.json` names none */
  firestoreFile(name: 'rules' | 'indexes'): string;
}

/** Returns the elements of a setting that can be one value or a list. */
const each = (value: unknown): readonly unknown[] => [value ?? []].flat();

/** The entry of our kit in an app's `firebase.json`. */
const kitEntry = (firebase: unknown): unknown =>
  each(at(firebase, 'functions')).find((one) => at(one, 'sourcePackage', 'name') === KIT);

/** Returns the directory of dotenv files of each instance of our kit in a `firebase.json`. */
export const kitInstances = (firebase: unknown): Readonly<Record<string, string>> =>
  Object(at(kitEntry(firebase), 'instances'));

/**
 * Finds the app and applies its params to this process, unless the environment has other values.
 *
 * @throws LaunchError if the directory and the options do not identify one app
 */
export async function appAt(asked: Asked): Promise<App> {
  const root = asked.app === undefined ? (CLONE ?? (await nearestApp())) : resolve(asked.app);
  const firebase = await readJson(join(root, 'firebase.json'));
  const instances = kitInstances(firebase);
  const [kit, ...more] = Object.keys(instances).filter(
    (name) => asked.kit === undefined || name === asked.kit,
  );
  if (asked.kit !== undefined && kit === undefined) {
    throw new LaunchError(`${root} has no instance ${asked.kit} of ${KIT}.`);
  }
  if (more.length > 0) {
    throw new LaunchError(`Which one? --kit ${[kit, ...more].join(' or --kit ')}`);
  }
  const aliases: unknown = await readJson(join(root, '.firebaserc')).catch(() => undefined);
  const project = asked.project && String(at(aliases, 'projects', asked.project) ?? asked.project);
  const projectId =
    project ||
    process.env.GCLOUD_PROJECT ||
    String((root === CLONE ? undefined : at(aliases, 'projects', 'default')) ?? PROJECT_ID);
  const config = kit === undefined ? PACKAGE : join(root, instances[kit] ?? '');
  const names = ['', `.${projectId}`, project ? `.${asked.project}` : '.local'];
  const params = await paramsIn(config, names);
  const database = each(at(firebase, 'firestore')).find(
    (one) => (at(one, 'database') ?? DATABASE) === DATABASE,
  );
  for (const [name, value] of Object.entries(params)) process.env[name] ??= value;
  if (kit !== undefined) process.env.FIREBASE_KIT_INSTANCE_ID = kit;
  return {
    root,
    project,
    projectId,
    params,
    region: (kit === undefined ? params.REGION : params.FUNCTION_DEFAULT_REGION) || REGION,
    codebase: kit ?? CODEBASE,
    kit,
    source: kit === undefined ? PACKAGE : join(root, String(at(kitEntry(firebase), 'source'))),
    config,
    emulator(name) {
      const port = at(firebase, 'emulators', name, 'port');
      return port === undefined ? ADDRESSES[name] : `127.0.0.1:${port}`;
    },
    firestoreFile(name) {
      const path = at(database, name);
      if (typeof path === 'string') return join(root, path);
      throw new LaunchError(`${root}/firebase.json names no file of ${name} for Firestore.`);
    },
  };
}

/** Looks in the current directory and its parents, then where this program is installed. */
async function nearestApp(): Promise<string> {
  for (const from of [process.cwd(), PACKAGE]) {
    for (let here = from; ; here = dirname(here)) {
      const firebase = await readJson(join(here, 'firebase.json')).catch(() => undefined);
      if (kitEntry(firebase) !== undefined) return here;
      if (here === dirname(here)) break;
    }
  }
  throw new LaunchError(
    `No firebase.json in this directory or above it has the kit ${KIT}: change to the app, or give --app DIRECTORY.`,
  );
}

/** Returns the values in dotenv files of a directory. As in the Firebase CLI, the last file wins. */
async function paramsIn(directory: string, names: readonly string[]): Promise<Params> {
  const set: NodeJS.Dict<string> = {};
  for (const name of names) {
    const file = join(directory, `.env${name}`);
    if (existsSync(file)) Object.assign(set, parseEnv(await readFile(file, 'utf8')));
  }
  return set;
}

/** Returns the command of the app's Firebase CLI, or of the one on PATH. */
export function firebaseCli(root: string): readonly [string, ...string[]] {
  for (const from of [root, PACKAGE]) {
    try {
      const { resolve } = createRequire(join(from, 'package.json'));
      const found = dirname(resolve('firebase-tools/package.json'));
      return [process.execPath, join(found, 'lib', 'bin', 'firebase.js')];
    } catch {}
  }
  return ['firebase'];
}
