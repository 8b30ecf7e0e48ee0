import { type Ask, at, type Finding } from './finding.ts';
import {
  APIS,
  judgeApis,
  judgeDatabase,
  judgeFcm,
  judgeFunctions,
  judgeQueue,
  judgeRules,
  judgeTtl,
} from './judge.ts';

export interface Expected {
  readonly project: string;
  readonly region: string;
  readonly functions: readonly string[];
  readonly queues: readonly string[];
  /** Collection groups with a TTL policy on `expireAt`. */
  readonly ttl: readonly string[];
  /** The text of the rules. */
  readonly rules: string;
}

/** What FCM checks without sending: no topic of that name needs to exist. */
export const DRY_RUN = {
  validate_only: true,
  message: { topic: 'doctor', notification: { title: 'Doctor', body: 'A dry run' } },
};

/** Asks Google's APIs about a deployment. Changes nothing and sends nothing. */
export async function checkProject(expected: Expected, ask: Ask): Promise<Finding[]> {
  const { project, region, functions, queues, ttl, rules } = expected;
  const inProject = `projects/${project}`;
  const database = `https://firestore.googleapis.com/v1/${inProject}/databases/(default)`;
  const apis = new URLSearchParams(APIS.map((api) => ['names', `${inProject}/services/${api}`]));
  const location = `${inProject}/locations/${region}`;

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
    ask(`https://cloudfunctions.googleapis.com/v2/${location}/functions?pageSize=1000`).then(
      (answer) => judgeFunctions(answer, functions, project),
    ),
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
const APNS: Finding = {
  check: 'APNs key',
  status: 'cannot tell',
  says: 'FCM uses it for real devices only',
  mend: 'Call sendTestPush from an iPhone: THIRD_PARTY_AUTH_ERROR means a bad key.',
};

async function checkRules(project: string, rules: string, ask: Ask): Promise<Finding> {
  const origin = 'https://firebaserules.googleapis.com/v1';
  const release = await ask(`${origin}/projects/${project}/releases/cloud.firestore`);
  const ruleset = at(release.body, 'rulesetName');
  const answer = typeof ruleset === 'string' ? await ask(`${origin}/${ruleset}`) : release;
  return judgeRules(answer, rules, project);
}
