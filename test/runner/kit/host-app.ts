import { globSync, readFileSync } from 'node:fs';
import { appendFile, chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseEnv } from 'node:util';
import { execa } from 'execa';
import { x as extract } from 'tar';
import functionsPackage from '../../../functions/package.json' with { type: 'json' };
import { PROJECT_ID, PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { installedBy, type Published, startNpmRegistry } from './npm-registry.ts';

const FUNCTIONS = join(PROJECT_ROOT, 'functions');
const HOST_APP = join(PROJECT_ROOT, 'examples', 'host-app');
const KIT_SOURCE = join(HOST_APP, 'kit-source');
const INSTALL = join(import.meta.dirname, 'install-kit.ts');
/** `npm run push` */
const PUSH = join(PROJECT_ROOT, 'tools', 'push', 'main.ts');

const KIT = 'comment-push';
const INSTANCE = 'push';
const REGION = 'europe-west1';
/** Where the Firebase CLI puts the app's wrapper of the kit. */
const WRAPPER = join('function-kits', KIT, 'source', 'src');

/** The app's names, as in its rules. None is the product's own. Its comments have no author name. */
const APP_DATA = parseEnv(readFileSync(join(KIT_SOURCE, 'params.env'), 'utf8'));

/** Functions that must load: of the app, of the kit, and of the app’s events in the kit. */
export const HOST_FUNCTIONS = ['countOrders', 'onCommentCreated', 'onOrder', 'remindOfBooking'];

/** With it, the product's tests use the kit's functions and the app's names. */
export const HOST_ENVIRONMENT = {
  ...APP_DATA,
  TESTED_KIT: INSTANCE,
  TESTED_WITHOUT_NAMES: 'yes',
  RULES_FILE: join(HOST_APP, 'firestore.rules'),
  // Its comments are a root collection, with the app's own rules.
  RULES_OF_ITS_OWN: 'posts/{postId}/comments',
  TESTED_REGION: REGION,
};

/**
 * Writes an app with its own functions, rules, indexes and names. Installs the kit in it as from
 * npm, and then updates the kit to the version of this checkout.
 *
 * @param directory an empty one
 * @param params for the kit, in addition to the app's names
 */
export async function layOutHostApp(
  directory: string,
  params: Readonly<Record<string, string>>,
  cancelSignal: AbortSignal,
): Promise<void> {
  const work = join(directory, 'npm');
  await mkdir(work);
  await cp(HOST_APP, directory, { recursive: true });
  const modules = join(directory, 'functions', 'node_modules');
  await symlink(join(PROJECT_ROOT, 'node_modules'), modules, 'junction');
  await using registry = await startNpmRegistry([
    ...installedBy(PROJECT_ROOT),
    await standInForTypescript(work),
    await firstVersion(work, cancelSignal),
  ]);
  const env = {
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    npm_config_registry: registry.origin,
    npm_config_cache: join(work, 'cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };
  const run = (...args: string[]) =>
    execa(process.execPath, args, {
      cwd: directory,
      env,
      cancelSignal,
      stdin: 'ignore',
      all: true,
    });

  const set = { ...APP_DATA, ...params, FUNCTION_DEFAULT_REGION: REGION };
  await run(INSTALL, `${KIT}@${FIRST}`, INSTANCE, PROJECT_ID, JSON.stringify(set));
  for (const name of globSync('!(*.test).ts', { cwd: KIT_SOURCE })) {
    // The lines of `more.ts` are added to the wrapper's index.
    const into = name === 'more.ts' ? 'index.ts' : name;
    const text = await readFile(join(KIT_SOURCE, name), 'utf8');
    await appendFile(join(directory, WRAPPER, into), `\n${text}`);
  }
  await run(PUSH, 'kit', '--app', directory);
}

const FIRST = '0.0.1';

/** Packs the kit with an older version number, as if it had been published earlier. */
async function firstVersion(work: string, cancelSignal: AbortSignal): Promise<Published> {
  await execa('npm', ['pack', '--pack-destination', work], { cwd: FUNCTIONS, cancelSignal });
  const { name, version } = functionsPackage;
  const directory = join(work, name);
  await mkdir(directory);
  await extract({ file: join(work, `${name}-${version}.tgz`), cwd: directory, strip: 1 });
  const path = join(directory, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...manifest, version: FIRST }));
  return { name, version: FIRST, directory };
}

/** The CLI's template depends on TypeScript 6. Ours is newer and compiles the same code. */
async function standInForTypescript(work: string): Promise<Published> {
  const directory = join(work, 'typescript');
  await mkdir(directory);
  const manifest = { name: 'typescript', version: '6.0.0', bin: { tsc: 'tsc' } };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  const tsc = pathToFileURL(join(PROJECT_ROOT, 'node_modules', 'typescript', 'bin', 'tsc'));
  await writeFile(join(directory, 'tsc'), `#!/usr/bin/env node\nimport(${JSON.stringify(tsc)});\n`);
  await chmod(join(directory, 'tsc'), 0o755);
  return { ...manifest, directory };
}
