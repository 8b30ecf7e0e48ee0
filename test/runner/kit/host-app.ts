import { readFileSync } from 'node:fs';
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
const INSTALL = join(import.meta.dirname, 'install-kit.ts');
/** `npm run push` */
const PUSH = join(PROJECT_ROOT, 'tools', 'push', 'main.ts');

const KIT = 'comment-push';
const INSTANCE = 'push';
/** `more.ts` goes into its index. */
const EVENT_FILES = [
  ...['broadcast.ts', 'chat.ts', 'order.ts', 'reminder.ts', 'shipped.ts', 'more.ts'],
];
const REGION = 'europe-west1';
/** Where the Firebase CLI puts the app's wrapper of the kit. */
const SOURCE = join('function-kits', KIT, 'source');

/**
 * Another app's names, as in its rules: none is that of the product's own, and its comments say no
 * name of who wrote them.
 */
const APP_DATA = parseEnv(readFileSync(join(HOST_APP, 'kit-source', 'params.env'), 'utf8'));

/** Entry points that have to load, of the app and of the kit. */
export const HOST_FUNCTIONS = [
  ...['countOrders', 'onChatMessage', 'onCommentCreated', 'onOrder', 'onOrderShipped'],
  ...['onPushCreated', 'remindOfBooking', 'retryDelivery'],
];

/** By which tests written for the product find the kit's functions in the app, and its names. */
export const HOST_ENVIRONMENT = {
  ...APP_DATA,
  TESTED_KIT: INSTANCE,
  TESTED_WITHOUT_NAMES: 'yes',
  RULES_FILE: join(HOST_APP, 'firestore.rules'),
  // They lie at the top there, under rules of the app's own.
  RULES_OF_ITS_OWN: 'posts/{postId}/comments',
  TESTED_REGION: REGION,
};

/**
 * An app that was there before: its own functions, rules, indexes and names. The kit is installed as
 * from npm, and then taken to the version of this checkout.
 *
 * @param directory an empty one
 * @param params for the kit beside the app's names
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
  const run = (cwd: string, command: string, ...args: string[]) =>
    execa(command, args, { cwd, env, cancelSignal, stdin: 'ignore', all: true });

  const set = { ...APP_DATA, ...params, FUNCTION_DEFAULT_REGION: REGION };
  const first = `${KIT}@${FIRST}`;
  await run(
    directory,
    process.execPath,
    ...[INSTALL, first, INSTANCE, PROJECT_ID, JSON.stringify(set)],
  );
  const source = join(directory, SOURCE);
  for (const name of EVENT_FILES) {
    const text = await readFile(join(HOST_APP, 'kit-source', name), 'utf8');
    const into = name === 'more.ts' ? 'index.ts' : name;
    await appendFile(join(source, 'src', into), `\n${text}`);
  }
  await run(directory, process.execPath, PUSH, 'kit', '--app', directory);
}

const FIRST = '0.0.1';

/** The kit as `npm pack` makes it, as if it had been published some time ago. */
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

/** The CLI's template asks for TypeScript 6; ours is a later one that takes the same code. */
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
