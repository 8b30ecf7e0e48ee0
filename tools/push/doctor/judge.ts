import { type Indexes, indexesOf, lossesBy } from '../firestore-indexes.ts';
import { type Answer, idOf, regionOf } from '../google-api.ts';
import { at, listAt } from '../json.ts';

/** What is to be in a project. */
export interface Expected {
  readonly project: string;
  readonly region: string;
  readonly codebase: string;
  readonly functions: readonly string[];
  readonly queues: readonly string[];
  /** Collection groups with a TTL policy on `expireAt`. */
  readonly ttl: readonly string[];
  /** The text of the rules that are to be there. */
  readonly rules: string;
  readonly indexes: Indexes;
  /** Where the app has its users, and which field of one is the name; a dot reaches into a map. */
  readonly users: { readonly collection: string; readonly nameField: string };
}

/** What a check found out. `fix` is a command, or what else to do. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'fails' | 'cannot tell';
  readonly says: string;
  readonly fix?: string | undefined;
}

export const ok = (check: string, says: string): Finding => ({ check, status: 'ok', says });
export const fails = (check: string, says: string, fix?: string): Finding => ({
  check,
  status: 'fails',
  says,
  fix,
});
export const cannotTell = (check: string, says: string, fix?: string): Finding => ({
  check,
  status: 'cannot tell',
  says,
  fix,
});

/** Why an answer says nothing about the project: no network, no right to ask. */
function unanswered(check: string, { status, body }: Answer): Finding | undefined {
  if (status === undefined) return cannotTell(check, `no answer: ${String(body)}`);
  if (status !== 401 && status !== 403 && status < 500) return undefined;
  const says = `${status} ${at(body, 'error', 'message') ?? ''}`.trim();
  const fix = 'Ask for roles/viewer on the project, and enable the API if that is what it says.';
  return cannotTell(check, says, fix);
}

/** What an answer comes to, if it is one: fine, unless something is wrong. */
const judged = (
  check: string,
  answer: Answer,
  fine: string,
  wrong: string | undefined | false,
  fix: string,
): Finding => unanswered(check, answer) ?? (wrong ? fails(check, wrong, fix) : ok(check, fine));

/** What a deployment of this project calls or is made by. */
export const APIS = [
  ...['artifactregistry', 'cloudbuild', 'cloudfunctions', 'cloudscheduler', 'cloudtasks'],
  ...['eventarc', 'fcm', 'firestore', 'pubsub', 'run'],
].map((name) => `${name}.googleapis.com`);

type Where = Pick<Expected, 'project' | 'codebase'>;
const deploy = ({ project, codebase }: Where) =>
  `npx firebase deploy --only functions:${codebase} --project ${project}`;

/** @param config the directory of the dotenv files */
export function judgeParams(wrong: readonly string[], config: string): Finding {
  const fix = `Change them in the dotenv files of ${config}.`;
  return wrong.length === 0
    ? ok('Params', 'all within bounds')
    : fails('Params', wrong.join(' '), fix);
}

export const judgeAppCheck = (enforced: boolean): Finding =>
  enforced
    ? ok('App Check', 'enforced')
    : cannotTell('App Check', 'off: any program may call', 'Set ENFORCE_APP_CHECK=true.');

/** `services:batchGet` of the Service Usage API. */
export function judgeApis(answer: Answer, { project }: Where): Finding {
  const enabled = listAt(answer.body, 'services')
    .filter((each) => at(each, 'state') === 'ENABLED')
    .map(idOf);
  const missing = APIS.filter((api) => !enabled.includes(api));
  const wrong = missing.length > 0 && `not enabled: ${missing.join(', ')}`;
  const fix = `gcloud services enable ${missing.join(' ')} --project ${project}`;
  return judged('APIs', answer, 'all enabled', wrong, fix);
}

/** A database of the Firestore Admin API. */
export function judgeDatabase(answer: Answer, { project }: Where): Finding {
  const type = at(answer.body, 'type');
  const wrong =
    answer.status === 404
      ? 'there is no database (default)'
      : type !== 'FIRESTORE_NATIVE' && `the database is ${type}, not FIRESTORE_NATIVE`;
  const fix = `gcloud firestore databases create --location REGION --project ${project}`;
  return judged('Firestore', answer, `in ${at(answer.body, 'locationId')}`, wrong, fix);
}

/** The document by which an operator pauses sending; a 404 where nobody ever has. */
export function judgeSending(answer: Answer): Finding {
  const paused = at(answer.body, 'fields', 'paused', 'booleanValue') === true;
  const since = String(at(answer.body, 'updateTime') ?? '');
  return judged('Sending', answer, 'runs', paused && `is paused since ${since}`, 'resume');
}

/** A page of users, of whom only the name's field is read. */
export function judgeNames(answer: Answer, { nameField, collection }: Expected['users']): Finding {
  const check = 'Names';
  const users = listAt(answer.body, 'documents');
  const path = nameField.split('.').flatMap((key) => ['mapValue', 'fields', key]);
  const named = users.filter((user) => at(user, ...path.slice(1), 'stringValue'));
  if (answer.status === 200 && users.length === 0)
    return cannotTell(check, `${collection} is empty`);
  const wrong =
    named.length === 0 && `none of ${users.length} users of ${collection} has ${nameField}`;
  const fix =
    'Pushes say “Someone”. Set USER_FIELDS=displayName:FIELD to the field that is the name.';
  return judged(check, answer, `${named.length} of ${users.length} users have one`, wrong, fix);
}

/** What FCM checks without sending: no topic of that name needs to exist. */
export const DRY_RUN = {
  validate_only: true,
  message: { topic: 'doctor', notification: { title: 'Doctor', body: 'A dry run' } },
};

/** The answer to the dry run. */
export function judgeFcm({ status, body }: Answer, project: string): Finding {
  const check = 'FCM';
  const says = `${status ?? 'no answer'} ${at(body, 'error', 'message') ?? (status ? '' : body)}`;
  if (status === 200) return ok(check, 'accepts a send that is only validated');
  if (status === undefined || status >= 500 || status === 429) return cannotTell(check, says);
  const fix = `gcloud services enable fcm.googleapis.com --project ${project}, and give whoever sends roles/firebasecloudmessaging.admin`;
  return fails(check, says.trim(), fix);
}

/** A queue of the Cloud Tasks API. */
export function judgeQueue(
  answer: Answer,
  queue: string,
  expected: Where & Pick<Expected, 'region'>,
): Finding {
  const state = at(answer.body, 'state');
  const missing = answer.status === 404;
  const wrong = missing ? 'does not exist' : state !== 'RUNNING' && `is ${state}`;
  const fix = missing
    ? deploy(expected)
    : `gcloud tasks queues resume ${queue} --location ${expected.region} --project ${expected.project}`;
  return judged(`Queue ${queue}`, answer, 'runs', wrong, fix);
}

/** A field of the Firestore Admin API. */
export function judgeTtl(answer: Answer, collection: string, { project }: Where): Finding {
  const check = `TTL of ${collection}`;
  const state = at(answer.body, 'ttlConfig', 'state');
  if (state === 'CREATING') return cannotTell(check, 'is being created');
  const wrong = state !== 'ACTIVE' && (state ? `is ${state}` : 'there is none');
  const fix = `npx firebase deploy --only firestore:indexes --project ${project}`;
  return judged(check, answer, 'active', wrong, fix);
}

/** A ruleset of the Firebase Rules API; `answer` is a 404 where no rules were ever released. */
export function judgeRules(answer: Answer, file: string, { project }: Where): Finding {
  const release = `npx firebase deploy --only firestore:rules --project ${project}`;
  const [deployed] = listAt(answer.body, 'source', 'files');
  if (answer.status === 404) return fails('Rules', 'none are deployed', release);
  const wrong =
    at(deployed, 'content') !== file &&
    'what is deployed differs from the file, and a deployment of rules would take its place';
  const fix = `Only where nothing of it is still wanted: ${release}. Else merge them, as docs/adopt.md says.`;
  return judged('Rules', answer, 'deployed as in the file', wrong, fix);
}

/** The functions of all regions, of the Cloud Functions API. */
export function judgeFunctions(answer: Answer, expected: Expected): Finding {
  const { functions, region } = expected;
  const active = listAt(answer.body, 'functions')
    .filter((each) => at(each, 'state') === 'ACTIVE' && regionOf(each) === region)
    .map(idOf);
  const missing = functions.filter((name) => !active.includes(name));
  const wrong = missing.length > 0 && `not active: ${missing.join(', ')}`;
  return judged('Functions', answer, `${functions.length} active`, wrong, deploy(expected));
}

/** Whose a function is: of functions without the label, to the Firebase CLI. */
export const codebaseOf = (each: unknown): string =>
  String(at(each, 'labels', 'firebase-functions-codebase') ?? 'default');

/** What a deployment would take from a project that has more in it than ours. */
const losses = (certain: string, changed: readonly string[], deleted: readonly string[]) =>
  [
    ...(changed.length > 0 ? [`a deployment ${certain} ${changed.join(', ')}`] : []),
    ...(deleted.length > 0 ? [`it asks whether to delete ${deleted.join(', ')}`] : []),
  ].join('; ');

/** The functions of all regions, of the Cloud Functions API. */
export function judgeOtherFunctions(
  answer: Answer,
  { functions, region, codebase }: Expected,
): Finding {
  const found = listAt(answer.body, 'functions');
  const wanted = (each: unknown) => functions.includes(idOf(each)) && regionOf(each) === region;
  const overwritten = found
    .filter((each) => wanted(each) && codebaseOf(each) !== codebase)
    .map((each) => `${idOf(each)} of the codebase ${codebaseOf(each)}`);
  const deleted = found
    .filter((each) => !wanted(each) && codebaseOf(each) === codebase)
    .map((each) => `${idOf(each)} in ${regionOf(each)}`);
  const others = found.filter((each) => codebaseOf(each) !== codebase).length;
  const wrong = losses('overwrites', overwritten, deleted);
  const fix = 'Rename the app’s own, or install the kit, whose functions have names of their own.';
  return judged('Functions of others', answer, `${others} stay as they are`, wrong, fix);
}

/** The composite indexes and the field overrides of the Firestore Admin API. */
export function judgeIndexes(composite: Answer, fields: Answer, file: Indexes): Finding {
  const check = 'Indexes of others';
  const { deleted, changed } = lossesBy(file, indexesOf(composite, fields));
  const wrong = losses('changes', changed, deleted);
  const fix = 'Have the command indexes add ours to the app’s file, and deploy that one.';
  return (
    unanswered(check, fields) ?? judged(check, composite, 'none is deleted or changed', wrong, fix)
  );
}
