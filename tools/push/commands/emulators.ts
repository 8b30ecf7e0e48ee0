import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import pathKey from 'path-key';
import { startFcmEmulator } from '../../../packages/fcm-emulator/src/server.ts';
import { FCM_PORT } from '../../launcher/addresses.ts';
import { runCommand } from '../../launcher/command.ts';
import { findJdk } from '../../launcher/jdk.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { requireFreePorts } from '../../launcher/ports.ts';
import { type App, firebaseCli } from '../app.ts';
import { CLONE } from '../place.ts';
import type { Context, Outcome, Program, Run } from '../run.ts';

const STOPPED: Outcome = { text: [], json: {} };

export function emulators(program: Program, run: Run): void {
  program
    .command('emulators')
    .description(
      'Starts the app’s emulator suite on its own ports, and the FCM emulator beside it, until Ctrl-C. FCM_EMULATOR_HOST names one that runs already.',
    )
    .option('--exec <command>', 'run this in them, and end as it does')
    .option('--verbose', 'show the logs')
    .argument('[options...]', 'after “--”: for firebase emulators:start')
    .action((options, { exec, verbose }) =>
      run((context) =>
        context.app.root === CLONE
          ? startOurs(context, verbose === true)
          : startTheirs(context, exec, [...options, ...(verbose ? ['--debug'] : [])]),
      ),
    );
}

/** Those of a clone, which need no Firebase project laid out by an app. */
async function startOurs({ interrupt, progress }: Context, verbose: boolean): Promise<Outcome> {
  const { startStack, untilInterrupted } = await import('../../launcher/stack.ts');
  await using stack = await startStack({
    environment: process.env,
    signal: interrupt,
    onStep: (step) => progress(`${step} …`),
    verbose,
  });
  const { FUNCTIONS_EMULATOR_ORIGIN, FCM_EMULATOR_HOST, EMULATORS_LOG, ...hosts } =
    stack.environment;
  console.log(
    [
      '',
      `FCM emulator  http://${FCM_EMULATOR_HOST}`,
      `Functions     ${FUNCTIONS_EMULATOR_ORIGIN}`,
      `Firestore     http://${hosts.FIRESTORE_EMULATOR_HOST}`,
      `Auth          http://${hosts.FIREBASE_AUTH_EMULATOR_HOST}`,
      `Log           ${EMULATORS_LOG}`,
      '',
      'Ctrl-C stops them.',
    ].join('\n'),
  );
  await untilInterrupted(stack, interrupt);
  return STOPPED;
}

async function startTheirs(
  { app, interrupt, progress }: Context,
  exec: string | undefined,
  options: readonly string[],
): Promise<Outcome> {
  await buildWrapper(app);
  const { FCM_EMULATOR_HOST } = process.env;
  if (!FCM_EMULATOR_HOST) await requireFreePorts([FCM_PORT]);
  await using fcm = FCM_EMULATOR_HOST ? undefined : await startFcmEmulator({ port: FCM_PORT.port });
  if (fcm) progress(`FCM emulator at ${fcm.origin}`);
  const jdk = await findJdk();
  const path = pathKey();
  const [command, ...args] = firebaseCli(app.root);
  const start = exec === undefined ? ['emulators:start'] : ['emulators:exec', exec];
  const status = await runCommand(
    [command, ...args, ...start, '--project', app.projectId, ...options],
    {
      ...process.env,
      FCM_EMULATOR_HOST: FCM_EMULATOR_HOST || `127.0.0.1:${FCM_PORT.port}`,
      JAVA_HOME: jdk,
      // The Functions emulator takes the first Node.js and the first JVM that it finds.
      [path]: [dirname(process.execPath), join(jdk, 'bin'), process.env[path]].join(delimiter),
    },
    interrupt,
    app.root,
  );
  return { ...STOPPED, failed: status !== 0 && !interrupt.aborted };
}

/** The emulators load what is built, and build nothing themselves. */
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
