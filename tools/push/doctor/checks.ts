import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { SENDING_PATH } from '../../../functions/src/fcm/gate.ts';
import { ADDRESSES } from '../../launcher/addresses.ts';
import { findFirestoreJar } from '../../launcher/firestore-emulator.ts';
import { findJdk } from '../../launcher/jdk.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { missingFunctions } from '../../launcher/suite.ts';
import { type App, firebaseCli } from '../app.ts';
import type { Answer, Ask } from '../google-api.ts';
import { at, listAt } from '../json.ts';
import * as judge from './judge.ts';
import { cannotTell, type Expected, type Finding, fails, ok } from './judge.ts';

/** firebase-tools starts within some seconds. */
const CLI_LIMIT_MS = 30_000;

/** Users of whom a name is looked for: each costs a read. */
const USERS = 20;

/** Fields that have other indexes than they would by themselves, or are a TTL. */
const OVERRIDES = new URLSearchParams({
  filter: 'indexConfig.usesAncestorConfig=false OR ttlConfig:*',
});

/** FCM asks APNs only for a real device. */
const APNS = cannotTell(
  'APNs key',
  'FCM uses it for real devices only',
  'Call sendTestPush from an iPhone: THIRD_PARTY_AUTH_ERROR means a bad key.',
);

/** Asks Google's APIs about a deployment. Changes nothing and sends nothing. */
export async function checkProject(expected: Expected, ask: Ask): Promise<Finding[]> {
  const { project, region } = expected;
  const inProject = `projects/${project}`;
  const database = `https://firestore.googleapis.com/v1/${inProject}/databases/(default)`;
  const apis = new URLSearchParams(
    judge.APIS.map((api): [string, string] => ['names', `${inProject}/services/${api}`]),
  );
  const some = new URLSearchParams({
    pageSize: String(USERS),
    'mask.fieldPaths': expected.users.nameField,
  });
  const [services, firestore, sending, rules, functions, composite, fields, fcm, users] =
    await Promise.all([
      ask(`https://serviceusage.googleapis.com/v1/${inProject}/services:batchGet?${apis}`),
      ask(database),
      ask(`${database}/documents/${SENDING_PATH}`),
      deployedRules(project, ask),
      ask(
        `https://cloudfunctions.googleapis.com/v2/${inProject}/locations/-/functions?pageSize=1000`,
      ),
      ask(`${database}/collectionGroups/-/indexes`),
      ask(`${database}/collectionGroups/-/fields?${OVERRIDES}`),
      ask(`https://fcm.googleapis.com/v1/${inProject}/messages:send`, judge.DRY_RUN),
      ask(`${database}/documents/${expected.users.collection}?${some}`),
    ]);
  const ttl = expected.ttl.map(async (collection) => {
    const answer = await ask(`${database}/collectionGroups/${collection}/fields/expireAt`);
    return judge.judgeTtl(answer, collection, expected);
  });
  const queues = expected.queues.map(async (queue) => {
    const name = `${inProject}/locations/${region}/queues/${queue}`;
    return judge.judgeQueue(
      await ask(`https://cloudtasks.googleapis.com/v2/${name}`),
      queue,
      expected,
    );
  });
  return [
    judge.judgeApis(services, expected),
    judge.judgeDatabase(firestore, expected),
    ...(await Promise.all(ttl)),
    judge.judgeRules(rules, expected.rules, expected),
    judge.judgeFunctions(functions, expected),
    judge.judgeOtherFunctions(functions, expected),
    judge.judgeIndexes(composite, fields, expected.indexes),
    ...(await Promise.all(queues)),
    judge.judgeSending(sending),
    judge.judgeFcm(fcm, project),
    judge.judgeNames(users, expected.users),
    APNS,
  ];
}

async function deployedRules(project: string, ask: Ask): Promise<Answer> {
  const origin = 'https://firebaserules.googleapis.com/v1';
  const release = await ask(`${origin}/projects/${project}/releases/cloud.firestore`);
  const ruleset = at(release.body, 'rulesetName');
  return typeof ruleset === 'string' ? ask(`${origin}/${ruleset}`) : release;
}

const START = 'Start them by the command emulators.';

/** Asks the emulators of this machine. */
export async function checkEmulators(
  app: App,
  functions: readonly string[],
  ask: Ask,
): Promise<Finding[]> {
  const fcmHost = process.env.FCM_EMULATOR_HOST || ADDRESSES.fcm;
  const reached = async (check: string, host: string): Promise<Finding> =>
    running(check, host, await ask(`http://${host}/`));
  const host = app.emulator('functions');
  return Promise.all([
    reached('Auth emulator', app.emulator('auth')),
    reached('Firestore emulator', app.emulator('firestore')),
    reached('Tasks emulator', app.emulator('tasks')),
    ask(`http://${host}/backends`).then((answer) => judgeBackends(answer, host, functions)),
    ask(`http://${fcmHost}/v1/projects/${app.projectId}/messages:send`, judge.DRY_RUN).then(
      (answer) =>
        answer.status === undefined
          ? running('FCM emulator', fcmHost, answer)
          : { ...judge.judgeFcm(answer, app.projectId), check: 'FCM emulator' },
    ),
  ]);
}

function running(check: string, host: string, { status }: Answer): Finding {
  return status === undefined
    ? fails(check, `does not answer at ${host}`, START)
    : ok(check, `answers at ${host}`);
}

/** The Functions emulator's list of what it has loaded. */
export function judgeBackends(answer: Answer, host: string, expected: readonly string[]): Finding {
  const check = 'Functions emulator';
  if (answer.status === undefined) return running(check, host, answer);
  const missing = missingFunctions(expected, answer.body);
  return missing.length === 0
    ? ok(check, `${expected.length} functions loaded`)
    : fails(check, `not loaded: ${missing.join(', ')}`, START);
}

/** Turns what a look throws as a sentence for people into what the check says. */
async function checkBy(
  check: string,
  fix: string,
  look: () => Promise<string | undefined>,
): Promise<Finding> {
  try {
    const says = await look();
    return says === undefined ? fails(check, 'none found', fix) : ok(check, says);
  } catch (error) {
    if (error instanceof LaunchError) return fails(check, error.message);
    throw error;
  }
}

/** What the emulators need on this machine. */
export function checkMachine({ source }: App): Promise<Finding[]> {
  return Promise.all([
    checkBy('Node', '', async () => process.version),
    checkBy('Installed', `npm ci in ${source}`, async () =>
      existsSync(join(source, 'node_modules')) ? source : undefined,
    ),
    checkBy('JDK', 'Install a JDK 21 or newer.', findJdk),
    checkBy('Firestore emulator’s JAR', 'npx firebase setup:emulators:firestore', () =>
      findFirestoreJar(process.env),
    ),
  ]);
}

/** Who is logged in to the Firebase CLI, which deploys. */
export async function checkLogin({ root }: App): Promise<Finding> {
  const check = 'Firebase login';
  const [command, ...args] = firebaseCli(root);
  const { stdout, failed } = await execa(command, [...args, 'login:list', '--json'], {
    reject: false,
    stdin: 'ignore',
    timeout: CLI_LIMIT_MS,
  });
  if (failed) return cannotTell(check, 'the Firebase CLI did not answer');
  const [account] = listAt(JSON.parse(stdout), 'result');
  return account === undefined
    ? fails(check, 'nobody is logged in', 'npx firebase login')
    : ok(check, String(at(account, 'user', 'email')));
}
