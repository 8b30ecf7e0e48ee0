import { type Indexes, indexesOf, lossesBy } from '../firestore-indexes.ts';
import { type Answer, idOf, reasonOf, regionOf } from '../google-api.ts';
import { at, listAt } from '../json.ts';

/** What must be in a project. */
export interface Expected {
  readonly project: string;
  readonly region: string;
  readonly codebase: string;
  readonly functions: readonly string[];
  readonly queues: readonly string[];
  /** Collection groups with a TTL policy on `expireAt`. */
  readonly ttl: readonly string[];
  /** The text of the rules that must be deployed. */
  readonly rules: string;
  readonly indexes: Indexes;
}

/** The result of a check. `fix` is a command, or a sentence that says what to do. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'fails' | 'cannot tell';
  readonly says: string;
  readonly fix?: string | undefined;
}

const finding =
  (status: Finding['status']) =>
  (check: string, says: string, fix?: string): Finding => ({ check, status, says, fix });
export const ok = finding('ok');
export const fails = finding('fails');
export const cannotTell = finding('cannot tell');

/** Returns a finding if the API has not answered the question: no network, or no permission. */
function unanswered(check: string, answer: Answer): Finding | undefined {
  const { status } = answer;
  if (status !== undefined && status !== 401 && status !== 403 && status < 500) return undefined;
  const fix =
    'Ask for roles/viewer on the project, and enable the API if the answer asks for that.';
  return cannotTell(check, reasonOf(answer), fix);
}

/** Returns the finding for an answer: `wrong`, if there is something wrong, else `fine`. */
const judged = (
  check: string,
  answer: Answer,
  fine: string,
  wrong: string | undefined | false,
  fix: string,
): Finding => unanswered(check, answer) ?? (wrong ? fails(check, wrong, fix) : ok(check, fine));

const deployFunctions = ({ project, codebase }: Expected) =>
  `npx firebase deploy --only functions:${codebase} --project ${project}`;
const deployFirestore = (part: 'rules' | 'indexes', { project }: Expected) =>
  `npx firebase deploy --only firestore:${part} --project ${project}`;

/** A database of the Firestore Admin API. */
export function judgeDatabase(answer: Answer, { project }: Expected): Finding {
  const type = at(answer.body, 'type');
  const wrong =
    answer.status === 404
      ? 'there is no database (default)'
      : type !== 'FIRESTORE_NATIVE' && `the database is ${type}, not FIRESTORE_NATIVE`;
  const fix = `gcloud firestore databases create --location REGION --project ${project}`;
  return judged('Firestore', answer, `in ${at(answer.body, 'locationId')}`, wrong, fix);
}

/** Checks the document that pauses sending. It does not exist if nobody has ever paused. */
export function judgeSending(answer: Answer): Finding {
  const paused = at(answer.body, 'fields', 'paused', 'booleanValue') === true;
  const since = String(at(answer.body, 'updateTime') ?? '');
  return judged('Sending', answer, 'runs', paused && `is paused since ${since}`, 'resume');
}

/** FCM only validates this message. No topic of that name needs to exist. */
export const DRY_RUN = {
  validate_only: true,
  message: { topic: 'doctor', notification: { title: 'Doctor', body: 'A dry run' } },
};

/** Checks the answer to the dry run. */
export function judgeFcm(answer: Answer, { project }: Expected): Finding {
  const check = 'FCM';
  const { status } = answer;
  if (status === 200) return ok(check, 'accepts a dry run');
  if (status === undefined || status >= 500 || status === 429) {
    return cannotTell(check, reasonOf(answer));
  }
  const fix = `gcloud services enable fcm.googleapis.com --project ${project}, and give the sending account roles/firebasecloudmessaging.admin`;
  return fails(check, reasonOf(answer), fix);
}

/** A queue of the Cloud Tasks API. */
export function judgeQueue(answer: Answer, queue: string, expected: Expected): Finding {
  const state = at(answer.body, 'state');
  const missing = answer.status === 404;
  const wrong = missing ? 'does not exist' : state !== 'RUNNING' && `is ${state}`;
  const fix = missing
    ? deployFunctions(expected)
    : `gcloud tasks queues resume ${queue} --location ${expected.region} --project ${expected.project}`;
  return judged(`Queue ${queue}`, answer, 'runs', wrong, fix);
}

/** A field of the Firestore Admin API. */
export function judgeTtl(answer: Answer, collection: string, expected: Expected): Finding {
  const check = `TTL of ${collection}`;
  const state = at(answer.body, 'ttlConfig', 'state');
  if (state === 'CREATING') return cannotTell(check, 'is being created');
  const wrong = state !== 'ACTIVE' && (state ? `is ${state}` : 'there is none');
  return judged(check, answer, 'active', wrong, deployFirestore('indexes', expected));
}

/** Checks a ruleset of the Firebase Rules API. The answer is a 404 if no rules were ever released. */
export function judgeRules(answer: Answer, expected: Expected): Finding {
  const release = deployFirestore('rules', expected);
  if (answer.status === 404) return fails('Rules', 'none are deployed', release);
  const [deployed] = listAt(answer.body, 'source', 'files');
  const wrong =
    at(deployed, 'content') !== expected.rules &&
    'the deployed rules differ from the file, and a deployment would replace them';
  const fix = `If you do not need the deployed rules: ${release}. Otherwise merge them, as docs/adopt.md says.`;
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
  const fine = `${functions.length} active`;
  return judged('Functions', answer, fine, wrong, deployFunctions(expected));
}

/** Returns the codebase of a function. The Firebase CLI calls it `default` if there is no label. */
export const codebaseOf = (each: unknown): string =>
  String(at(each, 'labels', 'firebase-functions-codebase') ?? 'default');

/** Returns what a deployment would overwrite or delete, if a project has more than ours. */
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
  const isWanted = (each: unknown) => functions.includes(idOf(each)) && regionOf(each) === region;
  const isOfOthers = (each: unknown) => codebaseOf(each) !== codebase;
  const overwritten = found
    .filter((each) => isWanted(each) && isOfOthers(each))
    .map((each) => `${idOf(each)} of the codebase ${codebaseOf(each)}`);
  const deleted = found
    .filter((each) => !isWanted(each) && !isOfOthers(each))
    .map((each) => `${idOf(each)} in ${regionOf(each)}`);
  const fine = `${found.filter(isOfOthers).length} are not changed`;
  const wrong = losses('overwrites', overwritten, deleted);
  const fix = 'Rename the app’s own, or install the kit, whose functions have other names.';
  return judged('Functions of others', answer, fine, wrong, fix);
}

/** The composite indexes and the field overrides of the Firestore Admin API. */
export function judgeIndexes(composite: Answer, fields: Answer, file: Indexes): Finding {
  const check = 'Indexes of others';
  const { deleted, changed } = lossesBy(file, indexesOf(composite, fields));
  const wrong = losses('changes', changed, deleted);
  const fix = 'Run the command indexes, which adds ours to the app’s file, and deploy that file.';
  const fine = 'none is deleted or changed';
  return unanswered(check, fields) ?? judged(check, composite, fine, wrong, fix);
}
