import { type Indexes, indexesOf, lossesBy } from '../firestore-indexes.ts';
import {
  type Answer,
  at,
  type Finding,
  fails,
  last,
  listAt,
  ok,
  regionOf,
  unanswered,
} from './finding.ts';
import type { Expected } from './project-checks.ts';

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
  const wanted = (each: unknown) =>
    functions.includes(last(at(each, 'name'))) && regionOf(each) === region;
  const overwritten = found
    .filter((each) => wanted(each) && codebaseOf(each) !== codebase)
    .map((each) => `${last(at(each, 'name'))} of the codebase ${codebaseOf(each)}`);
  const deleted = found
    .filter((each) => !wanted(each) && codebaseOf(each) === codebase)
    .map((each) => `${last(at(each, 'name'))} in ${regionOf(each)}`);
  const losses = [
    ...(overwritten.length > 0 ? [`a deployment overwrites ${overwritten.join(', ')}`] : []),
    ...(deleted.length > 0 ? [`it asks whether to delete ${deleted.join(', ')}`] : []),
  ];
  const mend = 'Rename the app’s own, or install the kit, whose functions have names of their own.';
  return (
    unanswered(check, answer) ??
    (losses.length === 0
      ? ok(
          check,
          `${found.filter((each) => codebaseOf(each) !== codebase).length} stay as they are`,
        )
      : fails(check, losses.join('; '), mend))
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
  const mend =
    'npm run indexes:merge -- path/to/the/app’s/firestore.indexes.json, and deploy that one.';
  return (
    unanswered(check, composite) ??
    unanswered(check, fields) ??
    (losses.length === 0
      ? ok(check, 'none is deleted or changed')
      : fails(check, losses.join('; '), mend))
  );
}
