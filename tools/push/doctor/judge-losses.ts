import { type Indexes, indexesOf, lossesBy } from '../firestore-indexes.ts';
import { type Answer, idOf, regionOf } from '../google-api.ts';
import { at, listAt } from '../json-path.ts';
import type { Expected } from './expected.ts';
import { type Finding, fails, ok, unanswered } from './finding.ts';

/** What a deployment would take from a project that has more in it than ours. */

const CODEBASE_LABEL = 'firebase-functions-codebase';
/** Of functions without the label, to the Firebase CLI. */
const DEFAULT_CODEBASE = 'default';

const codebaseOf = (each: unknown): string =>
  String(at(each, 'labels', CODEBASE_LABEL) ?? DEFAULT_CODEBASE);

/** The functions of all regions, of the Cloud Functions API. */
export function judgeOtherFunctions(
  answer: Answer,
  { functions, region, codebase }: Pick<Expected, 'functions' | 'region' | 'codebase'>,
): Finding {
  const check = 'Functions of others';
  const found = listAt(answer.body, 'functions');
  const wanted = (each: unknown) => functions.includes(idOf(each)) && regionOf(each) === region;
  const overwritten = found
    .filter((each) => wanted(each) && codebaseOf(each) !== codebase)
    .map((each) => `${idOf(each)} of the codebase ${codebaseOf(each)}`);
  const deleted = found
    .filter((each) => !wanted(each) && codebaseOf(each) === codebase)
    .map((each) => `${idOf(each)} in ${regionOf(each)}`);
  const losses = [
    ...(overwritten.length > 0 ? [`a deployment overwrites ${overwritten.join(', ')}`] : []),
    ...(deleted.length > 0 ? [`it asks whether to delete ${deleted.join(', ')}`] : []),
  ];
  const fix = 'Rename the app’s own, or install the kit, whose functions have names of their own.';
  return (
    unanswered(check, answer) ??
    (losses.length === 0
      ? ok(
          check,
          `${found.filter((each) => codebaseOf(each) !== codebase).length} stay as they are`,
        )
      : fails(check, losses.join('; '), fix))
  );
}

/** The composite indexes and the field overrides of the Firestore Admin API. */
export function judgeIndexes(composite: Answer, fields: Answer, file: Indexes): Finding {
  const check = 'Indexes of others';
  const { deleted, changed } = lossesBy(file, indexesOf(composite, fields));
  const losses = [
    ...(changed.length > 0 ? [`a deployment changes ${changed.join(', ')}`] : []),
    ...(deleted.length > 0 ? [`it asks whether to delete ${deleted.join(', ')}`] : []),
  ];
  const fix =
    'npm run indexes:merge -- path/to/the/app’s/firestore.indexes.json, and deploy that one.';
  return (
    unanswered(check, composite) ??
    unanswered(check, fields) ??
    (losses.length === 0
      ? ok(check, 'none is deleted or changed')
      : fails(check, losses.join('; '), fix))
  );
}
