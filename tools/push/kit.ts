import { copyFile, glob, mkdtempDisposable, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { execa } from 'execa';
import functionsPackage from '../../functions/package.json' with { type: 'json' };
import { PROJECT_ROOT } from '../launcher/addresses.ts';
import { FIREBASE_CLI } from '../launcher/firebase-cli.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from '../launcher/usage.ts';
import { kitInstances } from './deployment.ts';

const USAGE = 'Usage: npm run kit -- --app DIRECTORY [--instance push]';
const CONFIG = { options: { app: { type: 'string' }, instance: { type: 'string' } } } as const;

/** Of the Firebase CLI: `firebase functions:kits:install` takes only what is in a registry. */
const ofTheCli = createRequire(FIREBASE_CLI);
const { Config } = ofTheCli('../config.js');
const { addInstanceToKit, addKitToConfig, buildAndInstallKit, scaffoldKitFiles } = ofTheCli(
  '../functions/kits/install.js',
);

const { name: KIT } = functionsPackage;

/** Installs the kit of this checkout in an app, or takes its installation to this version. */
await runProgram(async () => {
  const { app, instance: asked } = readArguments(CONFIG, USAGE).values;
  if (app === undefined) throw new LaunchError(USAGE);
  const config = Config.load({ cwd: resolve(app) }, true);
  if (!config) throw new LaunchError(`${resolve(app)} has no firebase.json.`);
  const there = Object.keys(kitInstances(config.src));
  const instance = asked ?? there[0] ?? 'push';

  const source = config.path(join('function-kits', KIT, 'source'));
  const paths = there.length === 0 ? await scaffoldKitFiles(config, KIT, instance, KIT) : undefined;
  await using packed = await mkdtempDisposable(join(tmpdir(), 'kit-'));
  await execa('npm', ['pack', '--pack-destination', packed.path], {
    cwd: join(PROJECT_ROOT, 'functions'),
  });
  // Beside the wrapper's code, because a deployment uploads that directory and no other.
  for await (const old of glob(join(source, `${KIT}-*.tgz`))) await rm(old);
  const [tarball = ''] = await Array.fromAsync(glob(join(packed.path, '*.tgz')));
  await copyFile(tarball, join(source, basename(tarball)));
  await buildAndInstallKit(source, `${KIT}@file:${basename(tarball)}`, true);

  if (paths)
    addKitToConfig(config, { kitId: KIT, instanceId: instance, packageName: KIT, ...paths });
  else if (!there.includes(instance)) {
    await addInstanceToKit({ config, kitId: KIT, instanceId: instance });
  }
  console.log(
    [
      '',
      `${basename(tarball)} is in ${source}.`,
      `Params: function-kits/${KIT}/config-${instance}/.env.PROJECT`,
      `Functions: kit-${instance}-savePushToken and so on`,
      `Deploy: npx firebase deploy --only functions:${instance}, in a terminal the first time`,
    ].join('\n'),
  );
  return 0;
});
