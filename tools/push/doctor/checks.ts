import { SENDING_PATH } from '../../../functions/src/fcm/gate.ts';
import { ADDRESSES } from '../../launcher/addresses.ts';
import { missingFunctions } from '../../launcher/suite.ts';
import type { App } from '../app.ts';
import type { Answer, Ask } from '../google-api.ts';
import { at } from '../json.ts';
import * as judge from './judge.ts';
import { type Expected, type Finding, fails, ok } from './judge.ts';

/** Users of whom a name is looked for: each costs a read. */
const USERS = 20;

/** Asks Google's APIs about a deployment. Changes nothing and sends nothing. */
export function checkProject(expected: Expected, ask: Ask): Promise<Finding[]> {
  const { project, region, users } = expected;
  const inProject = `projects/${project}`;
  const database = `https://firestore.googleapis.com/v1/${inProject}/databases/(default)`;
  const groups = `${database}/collectionGroups`;
  const queues = `https://cloudtasks.googleapis.com/v2/${inProject}/locations/${region}/queues`;
  const functions = `https://cloudfunctions.googleapis.com/v2/${inProject}/locations/-/functions?pageSize=1000`;
  const messages = `https://fcm.googleapis.com/v1/${inProject}/messages:send`;
  const someNames = new URLSearchParams({
    pageSize: String(USERS),
    'mask.fieldPaths': users.nameField,
  });

  const check = async (url: string, by: (answer: Answer, expected: Expected) => Finding) =>
    by(await ask(url), expected);
  return Promise.all([
    check(database, judge.judgeDatabase),
    ...expected.ttl.map((group) =>
      check(`${groups}/${group}/fields/expireAt`, (answer) =>
        judge.judgeTtl(answer, group, expected),
      ),
    ),
    deployedRules(project, ask).then((answer) => judge.judgeRules(answer, expected)),
    check(functions, judge.judgeFunctions),
    check(functions, judge.judgeOtherFunctions),
    checkIndexes(groups, expected, ask),
    ...expected.queues.map((queue) =>
      check(`${queues}/${queue}`, (answer) => judge.judgeQueue(answer, queue, expected)),
    ),
    check(`${database}/documents/${SENDING_PATH}`, judge.judgeSending),
    ask(messages, judge.DRY_RUN).then((answer) => judge.judgeFcm(answer, project)),
    check(`${database}/documents/${users.collection}?${someNames}`, judge.judgeNames),
  ]);
}

async function deployedRules(project: string, ask: Ask): Promise<Answer> {
  const origin = 'https://firebaserules.googleapis.com/v1';
  const release = await ask(`${origin}/projects/${project}/releases/cloud.firestore`);
  const ruleset = at(release.body, 'rulesetName');
  return typeof ruleset === 'string' ? ask(`${origin}/${ruleset}`) : release;
}

async function checkIndexes(groups: string, { indexes }: Expected, ask: Ask): Promise<Finding> {
  // Fields that have other indexes than they would by themselves, or are a TTL.
  const filter = 'indexConfig.usesAncestorConfig=false OR ttlConfig:*';
  const [composite, fields] = await Promise.all([
    ask(`${groups}/-/indexes`),
    ask(`${groups}/-/fields?${new URLSearchParams({ filter })}`),
  ]);
  return judge.judgeIndexes(composite, fields, indexes);
}

const START = 'Start them: npm run demo in a clone, comment-push emulators in an app with the kit.';

/** Asks the emulators of this machine. */
export function checkEmulators(
  app: App,
  functions: readonly string[],
  ask: Ask,
): Promise<Finding[]> {
  const check = async (
    name: string,
    host: string,
    path = '',
    by: (answer: Answer) => Finding = () => ok(name, `answers at ${host}`),
    body?: unknown,
  ): Promise<Finding> => {
    const answer = await ask(`http://${host}/${path}`, body);
    return answer.status === undefined
      ? fails(name, `does not answer at ${host}`, START)
      : by(answer);
  };
  const fcmHost = process.env.FCM_EMULATOR_HOST || ADDRESSES.fcm;
  const messages = `v1/projects/${app.projectId}/messages:send`;
  const fcm = 'FCM emulator';
  return Promise.all([
    check('Auth emulator', app.emulator('auth')),
    check('Firestore emulator', app.emulator('firestore')),
    check('Tasks emulator', app.emulator('tasks')),
    check('Functions emulator', app.emulator('functions'), 'backends', ({ body }) =>
      judgeBackends(body, functions),
    ),
    check(
      ...([fcm, fcmHost, messages] as const),
      (answer) => judge.judgeFcm(answer, app.projectId, fcm),
      judge.DRY_RUN,
    ),
  ]);
}

/** The Functions emulator's list of what it has loaded. */
export function judgeBackends(backends: unknown, expected: readonly string[]): Finding {
  const check = 'Functions emulator';
  const missing = missingFunctions(expected, backends);
  return missing.length === 0
    ? ok(check, `${expected.length} functions loaded`)
    : fails(check, `not loaded: ${missing.join(', ')}`, START);
}
