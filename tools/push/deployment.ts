import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import functionsPackage from '../../functions/package.json' with { type: 'json' };
import * as config from '../../functions/src/config/params.ts';
import { PROJECT_ROOT } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { at } from './json-path.ts';
import { type Params, paramsIn } from './params.ts';

/** How our functions stand in a project, and what deploys its rules and indexes. */
export interface Deployment {
  readonly project: string;
  /** What the dotenv files say. */
  readonly params: Params;
  /** Of functions and queues. */
  readonly region: string;
  /** By which the Firebase CLI tells whose a function is. */
  readonly codebase: string;
  /** The instance of the function kit, where they are one: their names begin with `kit-{kit}-`. */
  readonly kit?: string;
  /** Absolute paths. */
  readonly rules: string;
  readonly indexes: string;
}

/** How a deployment is asked for on the command line. */
export const DEPLOYMENT_OPTIONS = {
  project: { type: 'string' },
  app: { type: 'string' },
  kit: { type: 'string' },
} as const;

const CODEBASE = 'comment-push';
const DATABASE = '(default)';

/** The elements of what a configuration gives as one or as a list. */
const each = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** Instances of our kit and the directories of their dotenv files, in an app's `firebase.json`. */
export function kitInstances(firebase: unknown): Readonly<Record<string, string>> {
  const kits = each(at(firebase, 'functions')).filter(
    (one) => at(one, 'sourcePackage', 'name') === functionsPackage.name,
  );
  return Object.assign({}, ...kits.map((one) => at(one, 'instances')));
}

/**
 * @param asked.app the directory of the app's `firebase.json`, where that is not this project
 * @param asked.kit which instance, where the app has several
 * @throws LaunchError where the directory says too little
 */
export async function deploymentOf(
  project: string,
  asked: { readonly app?: string | undefined; readonly kit?: string | undefined } = {},
): Promise<Deployment> {
  const root = asked.app === undefined ? PROJECT_ROOT : resolve(asked.app);
  const firebase = await readConfiguration(join(root, 'firebase.json'));
  const instances = kitInstances(firebase);
  const [kit, ...more] = Object.keys(instances).filter(
    (name) => asked.kit === undefined || name === asked.kit,
  );
  if (asked.kit !== undefined && kit === undefined) {
    throw new LaunchError(`${root} has no instance ${asked.kit} of ${functionsPackage.name}.`);
  }
  if (more.length > 0) {
    throw new LaunchError(`Which one? --kit ${[kit, ...more].join(' or --kit ')}`);
  }
  const directory = kit === undefined ? undefined : instances[kit];
  const params = await paramsIn(
    directory === undefined ? join(PROJECT_ROOT, 'functions') : join(root, directory),
    project,
  );
  const database = each(at(firebase, 'firestore')).find((one) =>
    [undefined, DATABASE].includes(at(one, 'database') as string | undefined),
  );
  const file = (name: 'rules' | 'indexes'): string => {
    const path = at(database, name);
    if (typeof path === 'string') return join(root, path);
    throw new LaunchError(`${join(root, 'firebase.json')} names no file of ${name} for Firestore.`);
  };
  return {
    project,
    params,
    region:
      (kit === undefined ? params.REGION : params.FUNCTION_DEFAULT_REGION) ??
      String(config.REGION.options.default),
    codebase: kit ?? CODEBASE,
    ...(kit !== undefined && { kit }),
    rules: file('rules'),
    indexes: file('indexes'),
  };
}

async function readConfiguration(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new LaunchError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}
