import { SENDING_PATH } from '../../../functions/src/fcm/gate.ts';
import { ADDRESSES } from '../../launcher/addresses.ts';
import { missingFunctions } from '../../launcher/suite.ts';
import type { App } from '../app.ts';
import type { Answer, Ask } from '../google-api.ts';
import { at } from '../json.ts';
import * as judge from './judge.ts';
import { type Expected, type Finding, fails, ok } from './judge.ts';

/** Checks a deployment with Google's APIs. Changes nothing and sends nothing. */
export function checkProject(expected: Expected, ask: Ask): Promise<Finding[]> {
  const { project, region } = expected;
  const inProject = `projects/${project}`;
  const database = `https://firestore.googleapis.com/v1/${inProject}/databases/(default)`;
  const groups = `${database}/collectionGroups`;
  const queues = `https://cloudtasks.googleapis.com/v2/${inProject}/locations/${region}/queues`;
  const functions = `https://cloudfunctions.googleapis.com/v2/${inProject}/locations/-/functions?pageSize=1000`;
  const messages = `https://fcm.googleapis.com/v1/${inProject}/messages:send`;

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
    ask(messages, judge.DRY_RUN).then((answer) => judge.judgeFcm(answer, expected)),
  ]);
}

async function deployedRules(project: string, ask: Ask): Promise<Answer> {
  const origin = 'https://firebaserules.googleapis.com/v1';
  const release = await ask(`${origin}/projects/${project}/releases/cloud.firestore`);
  const ruleset = at(release.body, 'rulesetName');
  return typeof ruleset === 'string' ? ask(`${origin}/${ruleset}`) : release;
}

async function checkIndexes(groups: string, { indexes }: Expected, ask: Ask): Promise<Finding> {
  // Fields whose indexes differ from the automatic ones, or that are a TTL.
  const filter = 'indexConfig.usesAncestorConfig=false OR ttlConfig:*';
  const [composite, fields] = await Promise.all([
    ask(`${groups}/-/indexes`),
    ask(`${groups}/-/fields?${new URLSearchParams({ filter })}`),
  ]);
  return judge.judgeIndexes(composite, fields, indexes);
}

const START = 'Start them: npm run demo in a clone, comment-push emulators in an app with the kit.';

export function checkEmulators(
  app: App,
  functions: readonly string[],
  ask: Ask,
): Promise<Finding[]> {
  const hosts = {
    Auth: app.emulator('auth'),
    Firestore: app.emulator('firestore'),
    Tasks: app.emulator('tasks'),
    FCM: process.env.FCM_EMULATOR_HOST || ADDRESSES.fcm,
    Functions: app.emulator('functions'),
  };
  return Promise.all(
    Object.entries(hosts).map(async ([name, host]) => {
      const check = `${name} emulator`;
      const answer = await ask(`http://${host}/${name === 'Functions' ? 'backends' : ''}`);
      if (answer.status === undefined) return fails(check, `does not answer at ${host}`, START);
      if (name === 'Functions') return judgeBackends(answer.body, functions);
      return ok(check, `answers at ${host}`);
    }),
  );
}

/** Checks the Functions emulator's list of loaded functions. */
export function judgeBackends(backends: unknown, expected: readonly string[]): Finding {
  const check = 'Functions emulator';
  const missing = missingFunctions(expected, backends);
  return missing.length === 0
    ? ok(check, `${expected.length} functions loaded`)
    : fails(check, `not loaded: ${missing.join(', ')}`, START);
}
