import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ID, PROJECT_ROOT } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { RunningFirestore } from '../launcher/running-firestore.ts';
import { readArguments } from '../launcher/usage.ts';
import { brokenGuarantees } from './broken-guarantees.ts';
import { DEPLOYMENT_OPTIONS, deploymentOf } from './deployment.ts';

const USAGE =
  'Usage: npm run rules:check -- (path/to/firestore.rules | --app DIRECTORY [--project ID] [--kit INSTANCE]) [--own SECTION]…';
const CONFIG = {
  options: { ...DEPLOYMENT_OPTIONS, own: { type: 'string', multiple: true } },
  allowPositionals: true,
} as const;

const MOCHA = join(PROJECT_ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
const TESTS = 'test/rules/firestore-rules.test.ts';

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
  const { FIRESTORE_EMULATOR_HOST } = process.env;
  await using started = FIRESTORE_EMULATOR_HOST
    ? undefined
    : await RunningFirestore.start(interrupt);
  const report = join(directory.path, 'report.json');
  await execa(
    process.execPath,
    [MOCHA, '--exit', '--reporter', 'json', '--reporter-option', `output=${report}`, TESTS],
    {
      cwd: PROJECT_ROOT,
      env: {
        FIRESTORE_EMULATOR_HOST: started?.host ?? FIRESTORE_EMULATOR_HOST,
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
