import type { Ask } from '../google-api.ts';
import { at } from '../json-path.ts';
import type { Expected } from './expected.ts';
import { cannotTell, type Finding } from './finding.ts';
import {
  APIS,
  DRY_RUN,
  judgeApis,
  judgeDatabase,
  judgeFcm,
  judgeFunctions,
  judgeQueue,
  judgeRules,
  judgeTtl,
} from './judge.ts';
import { judgeIndexes, judgeOtherFunctions } from './judge-losses.ts';

/** Fields that have other indexes than they would by themselves, or are a TTL. */
const OVERRIDES = new URLSearchParams({
  filter: 'indexConfig.usesAncestorConfig=false OR ttlConfig:*',
});

/** Asks Google's APIs about a deployment. Changes nothing and sends nothing. */
export async function checkProject(expected: Expected, ask: Ask): Promise<Finding[]> {
  const { project, region, queues, ttl, rules, indexes } = expected;
  const inProject = `projects/${project}`;
  const database = `https://firestore.googleapis.com/v1/${inProject}/databases/(default)`;
  const apis = new URLSearchParams(APIS.map((api) => ['names', `${inProject}/services/${api}`]));
  const location = `${inProject}/locations/${region}`;

  const deployed = ask(
    `https://cloudfunctions.googleapis.com/v2/${inProject}/locations/-/functions?pageSize=1000`,
  );

  return Promise.all([
    ask(`https://serviceusage.googleapis.com/v1/${inProject}/services:batchGet?${apis}`).then(
      (answer) => judgeApis(answer, project),
    ),
    ask(database).then((answer) => judgeDatabase(answer, project)),
    ...ttl.map(async (collection) =>
      judgeTtl(
        await ask(`${database}/collectionGroups/${collection}/fields/expireAt`),
        collection,
        project,
      ),
    ),
    checkRules(project, rules, ask),
    ...[judgeFunctions, judgeOtherFunctions].map(async (judge) => judge(await deployed, expected)),
    Promise.all([
      ask(`${database}/collectionGroups/-/indexes`),
      ask(`${database}/collectionGroups/-/fields?${OVERRIDES}`),
    ]).then(([composite, fields]) => judgeIndexes(composite, fields, indexes)),
    ...queues.map(async (queue) =>
      judgeQueue(
        await ask(`https://cloudtasks.googleapis.com/v2/${location}/queues/${queue}`),
        queue,
        region,
        project,
      ),
    ),
    ask(`https://fcm.googleapis.com/v1/${inProject}/messages:send`, DRY_RUN).then((answer) =>
      judgeFcm(answer, project),
    ),
    APNS,
  ]);
}

/** FCM asks APNs only for a real device. */
const APNS = cannotTell(
  'APNs key',
  'FCM uses it for real devices only',
  'Call sendTestPush from an iPhone: THIRD_PARTY_AUTH_ERROR means a bad key.',
);

async function checkRules(project: string, rules: string, ask: Ask): Promise<Finding> {
  const origin = 'https://firebaserules.googleapis.com/v1';
  const release = await ask(`${origin}/projects/${project}/releases/cloud.firestore`);
  const ruleset = at(release.body, 'rulesetName');
  const answer = typeof ruleset === 'string' ? await ask(`${origin}/${ruleset}`) : release;
  return judgeRules(answer, rules, project);
}
