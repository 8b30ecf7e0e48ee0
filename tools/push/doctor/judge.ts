import { type Answer, idOf, regionOf } from '../google-api.ts';
import { at, listAt } from '../json-path.ts';
import type { Expected } from './expected.ts';
import { cannotTell, type Finding, fails, ok, unanswered } from './finding.ts';

/** What a deployment of this project calls or is made by. */
export const APIS = [
  'artifactregistry',
  'cloudbuild',
  'cloudfunctions',
  'cloudscheduler',
  'cloudtasks',
  'eventarc',
  'fcm',
  'firestore',
  'pubsub',
  'run',
].map((name) => `${name}.googleapis.com`);

const DEPLOY = 'npx firebase deploy --only functions:comment-push --project';
const DEPLOY_INDEXES = 'npx firebase deploy --only firestore:indexes --project';

export function judgeParams(wrong: readonly string[], project: string): Finding {
  const check = 'Params';
  const fix = `Change them in functions/.env.${project}, as docs/operations.md says.`;
  return wrong.length === 0 ? ok(check, 'all within bounds') : fails(check, wrong.join(' '), fix);
}

/** `services:batchGet` of the Service Usage API. */
export function judgeApis(answer: Answer, project: string): Finding {
  const check = 'APIs';
  const enabled = listAt(answer.body, 'services')
    .filter((each) => at(each, 'state') === 'ENABLED')
    .map(idOf);
  const missing = APIS.filter((api) => !enabled.includes(api));
  const fix = `gcloud services enable ${missing.join(' ')} --project ${project}`;
  return (
    unanswered(check, answer) ??
    (missing.length === 0
      ? ok(check, 'all enabled')
      : fails(check, `not enabled: ${missing.join(', ')}`, fix))
  );
}

/** A database of the Firestore Admin API. */
export function judgeDatabase(answer: Answer, project: string): Finding {
  const check = 'Firestore';
  const create = `gcloud firestore databases create --location REGION --project ${project}`;
  if (answer.status === 404) return fails(check, 'there is no database (default)', create);
  const type = at(answer.body, 'type');
  return (
    unanswered(check, answer) ??
    (type === 'FIRESTORE_NATIVE'
      ? ok(check, `in ${at(answer.body, 'locationId')}`)
      : fails(check, `the database is ${type}, not FIRESTORE_NATIVE`, create))
  );
}

/** What FCM checks without sending: no topic of that name needs to exist. */
export const DRY_RUN = {
  validate_only: true,
  message: { topic: 'doctor', notification: { title: 'Doctor', body: 'A dry run' } },
};

/** The answer to the dry run. */
export function judgeFcm(answer: Answer, project: string): Finding {
  const check = 'FCM';
  const { status, body } = answer;
  if (status === 200) return ok(check, 'accepts a send that is only validated');
  if (status === undefined || status >= 500 || status === 429) {
    const says = String(at(body, 'error', 'message') ?? body);
    return cannotTell(check, `${status ?? 'no answer'}: ${says}`);
  }
  return fails(
    check,
    `${status} ${at(body, 'error', 'message') ?? ''}`.trim(),
    `gcloud services enable fcm.googleapis.com --project ${project}, and give whoever sends roles/firebasecloudmessaging.admin`,
  );
}

/** A queue of the Cloud Tasks API. */
export function judgeQueue(answer: Answer, queue: string, where: string, project: string): Finding {
  const check = `Queue ${queue}`;
  if (answer.status === 404) return fails(check, 'does not exist', `${DEPLOY} ${project}`);
  const state = at(answer.body, 'state');
  const fix = `gcloud tasks queues resume ${queue} --location ${where} --project ${project}`;
  return (
    unanswered(check, answer) ??
    (state === 'RUNNING' ? ok(check, 'runs') : fails(check, `is ${state}`, fix))
  );
}

/** A field of the Firestore Admin API. */
export function judgeTtl(answer: Answer, collection: string, project: string): Finding {
  const check = `TTL of ${collection}`;
  const state = at(answer.body, 'ttlConfig', 'state');
  if (state === 'CREATING') return cannotTell(check, 'is being created');
  return (
    unanswered(check, answer) ??
    (state === 'ACTIVE'
      ? ok(check, 'active')
      : fails(check, state ? `is ${state}` : 'there is none', `${DEPLOY_INDEXES} ${project}`))
  );
}

/** A ruleset of the Firebase Rules API; `answer` is a 404 where no rules were ever released. */
export function judgeRules(answer: Answer, file: string, project: string): Finding {
  const check = 'Rules';
  const deploy = `npx firebase deploy --only firestore:rules --project ${project}`;
  if (answer.status === 404) return fails(check, 'none are deployed', deploy);
  const [deployed] = listAt(answer.body, 'source', 'files');
  return (
    unanswered(check, answer) ??
    (at(deployed, 'content') === file
      ? ok(check, 'deployed as in the file')
      : fails(
          check,
          'what is deployed differs from the file, and a deployment of rules would take its place',
          `Only where nothing of it is still wanted: ${deploy}. Else merge them, as docs/adopt.md says.`,
        ))
  );
}

/** The functions of all regions, of the Cloud Functions API. */
export function judgeFunctions(
  answer: Answer,
  { functions, region, project }: Pick<Expected, 'functions' | 'region' | 'project'>,
): Finding {
  const check = 'Functions';
  const active = listAt(answer.body, 'functions')
    .filter((each) => at(each, 'state') === 'ACTIVE' && regionOf(each) === region)
    .map(idOf);
  const missing = functions.filter((name) => !active.includes(name));
  return (
    unanswered(check, answer) ??
    (missing.length === 0
      ? ok(check, `${functions.length} active`)
      : fails(check, `not active: ${missing.join(', ')}`, `${DEPLOY} ${project}`))
  );
}
