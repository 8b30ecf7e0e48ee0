import { copyFile, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import firebase from '../firebase.json' with { type: 'json' };
import { ADDRESSES, PROJECT_ID, PROJECT_ROOT, SUITE_PORTS } from '../launcher/addresses.ts';
import { FIRESTORE_MAIN_CLASS, findFirestoreJar } from '../launcher/firestore-emulator.ts';
import { findJdk } from '../launcher/jdk.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { manifestJar } from '../launcher/manifest-jar.ts';
import { requireFreePorts } from '../launcher/ports.ts';
import { runProgram } from '../launcher/program.ts';
import { untilReady } from '../launcher/readiness.ts';
import { startSuite } from '../launcher/suite.ts';
import { readArguments } from './arguments.ts';
import { brokenGuarantees } from './broken-guarantees.ts';
import { DEPLOYMENT_OPTIONS, deploymentOf } from './deployment.ts';

const USAGE =
  'Usage: npm run rules:check -- (path/to/firestore.rules | --app DIRECTORY [--project ID] [--kit INSTANCE]) [--own SECTION]…';
const CONFIG = {
  options: { ...DEPLOYMENT_OPTIONS, own: { type: 'string', multiple: true } },
  allowPositionals: true,
} as const;

const READY_LINE = 'All emulators ready!';
const MOCHA = join(PROJECT_ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
const TESTS = 'test/rules/firestore-rules.test.ts';

/** Those of the suite that a check of rules needs. */
const PORTS = SUITE_PORTS.filter(({ purpose }) => /Firestore|hub/.test(purpose));

async function startFirestore(directory: string, rules: string, signal: AbortSignal) {
  const jar = await findFirestoreJar(process.env);
  if (jar === undefined) {
    throw new LaunchError(
      'No Firestore emulator was found: npx firebase setup:emulators:firestore',
    );
  }
  await requireFreePorts(PORTS);
  const firestoreJar = join(directory, 'firestore-emulator.jar');
  await writeFile(firestoreJar, manifestJar(jar, FIRESTORE_MAIN_CLASS));
  await copyFile(rules, join(directory, 'firestore.rules'));
  const { firestore, hub, ui } = firebase.emulators;
  const config = { firestore: { rules: 'firestore.rules' }, emulators: { firestore, hub, ui } };
  await writeFile(join(directory, 'firebase.json'), JSON.stringify(config));
  const suite = startSuite({
    projectDirectory: directory,
    logPath: join(directory, 'emulators.log'),
    jdkHome: await findJdk(),
    firestoreJar,
    environment: process.env,
    verbose: false,
    suite: ['firestore'],
  });
  await untilReady(
    'The Firestore emulator',
    suite,
    () => suite.logTail.includes(READY_LINE),
    signal,
  ).catch(async (error) => {
    await suite.stop();
    throw error;
  });
  return { [Symbol.asyncDispose]: () => suite.stop() };
}

await runProgram(async (interrupt) => {
  const { values, positionals } = readArguments(CONFIG, USAGE);
  const { project = PROJECT_ID, own = [], ...where } = values;
  const [path, ...more] = positionals;
  if ((path === undefined) === (where.app === undefined) || more.length > 0) {
    throw new LaunchError(USAGE);
  }
  const { rules, params } =
    path === undefined ? await deploymentOf(project, where) : { rules: resolve(path), params: {} };

  await using directory = await mkdtempDisposable(join(tmpdir(), 'rules-'));
  await using _ = process.env.FIRESTORE_EMULATOR_HOST
    ? undefined
    : await startFirestore(directory.path, rules, interrupt);
  const report = join(directory.path, 'report.json');
  await execa(
    process.execPath,
    [MOCHA, '--exit', '--reporter', 'json', '--reporter-option', `output=${report}`, TESTS],
    {
      cwd: PROJECT_ROOT,
      env: {
        FIRESTORE_EMULATOR_HOST: ADDRESSES.firestore,
        ...params,
        RULES_FILE: rules,
        RULES_OF_ITS_OWN: own.join(),
      },
      reject: false,
      cancelSignal: interrupt,
    },
  );
  interrupt.throwIfAborted();
  const { tried, broken } = brokenGuarantees(JSON.parse(await readFile(report, 'utf8')));
  for (const { section, says } of broken) console.log(`✖ ${section}: ${says}`);
  console.log(`\n${tried - broken.length} of ${tried} attempts end as they do with our rules.`);
  return broken.length === 0 && tried > 0 ? 0 : 1;
});
