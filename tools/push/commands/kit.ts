import {
  copyFile,
  glob,
  mkdir,
  mkdtempDisposable,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { execa } from 'execa';
import { FIREBASE_CLI } from '../../launcher/addresses.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { KIT, kitInstances, PACKAGE } from '../app.ts';
import { withKit } from '../firebase-json.ts';
import { parseJson } from '../json.ts';

import { Misused, type Program } from '../run.ts';
import { dotenvText } from './params.ts';

/** Loads the CLI's own modules: `firebase functions:kits:install` installs only from a registry. */
const ofTheCli = createRequire(FIREBASE_CLI);

export function kit(program: Program): void {
  program
    .command('kit')
    .description(
      'Installs the kit of this checkout in an app (--app), or updates it to this version',
    )
    .option('--instance <name>', 'its name; default: that of the installed one, or push')
    .action(async ({ instance: asked }) => {
      const { app, json } = program.opts();
      if (app === undefined) throw new Misused('In which app? --app DIRECTORY');
      const installed = await install(resolve(app), asked);
      const { instance, tarball, source, config } = installed;
      const text = [
        '',
        `${tarball} is in ${source}.`,
        `Functions: kit-${instance}-savePushToken and so on`,
        `Next: set the names of your data in ${join(config, '.env')}, then run in ${resolve(app)}:`,
        ...['indexes', 'rules', 'emulators', 'doctor'].map(
          (each) => `  npx --prefix ${source} ${KIT} ${each}`,
        ),
        `Deploy: npx firebase deploy --only functions:${instance}, in a terminal the first time`,
      ];
      console.log(json ? JSON.stringify(installed, undefined, 2) : text.join('\n'));
    });
}

async function install(root: string, asked: string | undefined) {
  const path = join(root, 'firebase.json');
  const before = await readFile(path, 'utf8').catch(() => {
    throw new LaunchError(`${root} has no firebase.json.`);
  });
  const there = Object.keys(kitInstances(parseJson(before)));
  const instance = asked ?? there[0] ?? 'push';
  const home = join('function-kits', KIT);
  const source = join(home, 'source');
  const config = join(home, `config-${instance}`);

  const { Config } = ofTheCli('../config.js');
  const { buildAndInstallKit, scaffoldKitFiles } = ofTheCli('../functions/kits/install.js');
  if (there.length === 0) await scaffoldKitFiles(Config.load({ cwd: root }), KIT, instance, KIT);
  const tarball = await pack(join(root, source));
  await buildAndInstallKit(join(root, source), `${KIT}@file:${tarball}`, true);

  await writeFile(path, withKit(before, { instance, source, config }));
  await mkdir(join(root, config), { recursive: true });
  const has = (await readdir(join(root, config))).some((name) => name.startsWith('.env'));
  if (!has) {
    process.env.FIREBASE_KIT_INSTANCE_ID = instance;
    await writeFile(join(root, config, '.env'), await dotenvText({ project: undefined }));
  }
  return { instance, tarball, source, config };
}

/** Beside the wrapper's code, because a deployment uploads only that directory. */
async function pack(source: string): Promise<string> {
  await using packed = await mkdtempDisposable(join(tmpdir(), 'kit-'));
  await execa('npm', ['pack', '--pack-destination', packed.path], { cwd: PACKAGE });
  for await (const old of glob(join(source, `${KIT}-*.tgz`))) await rm(old);
  const [tarball = ''] = await Array.fromAsync(glob(join(packed.path, '*.tgz')));
  await copyFile(tarball, join(source, basename(tarball)));
  return basename(tarball);
}
