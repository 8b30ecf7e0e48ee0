import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import pathKey from 'path-key';
import { startFcmEmulator } from '../../../packages/fcm-emulator/src/server.ts';
import { FCM_PORT } from '../../launcher/addresses.ts';
import { runCommand } from '../../launcher/command.ts';
import { findFirestoreJar, launchableJar } from '../../launcher/firestore-emulator.ts';
import { findJdk } from '../../launcher/jdk.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { requireFreePorts } from '../../launcher/ports.ts';
import { type App, CLONE, firebaseCli } from '../app.ts';

import { type Context, Misused, type Outcome, type Program, type Run } from '../run.ts';

export function emulators(program: Program, run: Run): void {
  program
    .command('emulators')
    .description(
      'Starts the app’s emulators and the FCM emulator until Ctrl-C. If FCM_EMULATOR_HOST is set, it uses that FCM emulator.',
    )
    .option('--exec <command>', 'run this command with the emulators, and exit with its status')
    .option('--fcm-port <port>', 'port of the FCM emulator', String(FCM_PORT.port))
    .argument('[options...]', 'after “--”: options of firebase emulators:start')
    .action((options, asked) => run((context) => start(context, asked, options)));
}

async function start(
  { app, interrupt, progress }: Context,
  { exec, fcmPort }: { readonly exec?: string | undefined; readonly fcmPort: string },
  options: readonly string[],
): Promise<Outcome> {
  if (app.root === CLONE) {
    throw new Misused('In a clone: npm run demo, or npm run with-emulators -- COMMAND');
  }
  await buildWrapper(app);
  const given = process.env.FCM_EMULATOR_HOST;
  const port = { port: Number(fcmPort), purpose: FCM_PORT.purpose };
  if (!given) await requireFreePorts([port]);
  await using fcm = given ? undefined : await startFcmEmulator(port);
  if (fcm) progress(`FCM emulator at ${fcm.origin}`);
  const [jdk, jar] = await Promise.all([findJdk(), findFirestoreJar(process.env)]);
  const path = pathKey();
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'emulators-'));
  const jarPath = join(scratch.path, 'firestore-emulator.jar');
  if (jar) await writeFile(jarPath, launchableJar(jar));
  const [command, ...args] = firebaseCli(app.root);
  const begin = exec === undefined ? ['emulators:start'] : ['emulators:exec', exec];
  const status = await runCommand(
    [command, ...args, ...begin, '--project', app.projectId, ...options],
    {
      ...process.env,
      FCM_EMULATOR_HOST: given || `127.0.0.1:${fcmPort}`,
      JAVA_HOME: jdk,
      // If there is none, the CLI downloads it.
      ...(jar && { FIRESTORE_EMULATOR_BINARY_PATH: jarPath }),
      // The Functions emulator uses the first Node.js and the first JVM on PATH.
      [path]: [dirname(process.execPath), join(jdk, 'bin'), process.env[path]].join(delimiter),
    },
    interrupt,
    app.root,
  );
  return { text: [], json: {}, failed: status !== 0 && !interrupt.aborted };
}

/** The emulators load built code, but do not build it. */
async function buildWrapper({ kit, source }: App): Promise<void> {
  if (kit === undefined) return;
  const { failed, all } = await execa('npm', ['run', '--silent', 'build'], {
    cwd: source,
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  if (failed) throw new LaunchError(`The wrapper in ${source} does not build:\n\n${all}`);
}
