import file from '../../firestore.indexes.json' with { type: 'json' };
import type { Answer } from './google-api.ts';
import { appended, at, listAt, parseJson, without } from './json.ts';

/** A composite index. What else it has is kept as it is. */
interface CompositeIndex {
  readonly collectionGroup: string;
  readonly queryScope?: string;
  readonly fields: readonly { readonly fieldPath: string; readonly [part: string]: unknown }[];
}

/** What a field has in the place of its automatic indexes, and whether it is its document's TTL. */
interface FieldOverride {
  readonly collectionGroup: string;
  readonly fieldPath: string;
  readonly ttl?: boolean;
  readonly indexes: readonly { readonly order?: string; readonly arrayConfig?: string }[];
}

/** `firestore.indexes.json`, or what a project has in its place. */
export interface Indexes {
  readonly indexes: readonly CompositeIndex[];
  readonly fieldOverrides?: readonly FieldOverride[];
}

/** Two indexes of the same key are the same to Firestore, which adds `__name__` by itself. */
const keyOf = ({ collectionGroup, queryScope = 'COLLECTION', fields }: CompositeIndex): string => {
  const parts = fields
    .filter(({ fieldPath }) => fieldPath !== '__name__')
    .map(({ fieldPath, order, arrayConfig, ...rest }) =>
      [fieldPath, order ?? arrayConfig ?? JSON.stringify(rest)].join(' '),
    );
  return `${collectionGroup} (${parts.join(', ')})${queryScope === 'COLLECTION' ? '' : ` of ${queryScope}`}`;
};
const fieldOf = ({ collectionGroup, fieldPath }: FieldOverride) =>
  `${collectionGroup}.${fieldPath}`;
const modesOf = ({ indexes }: FieldOverride) =>
  indexes.map(({ order, arrayConfig }) => order ?? arrayConfig).sort();

const sameModes = (one: FieldOverride, other: FieldOverride): boolean =>
  JSON.stringify(modesOf(one)) === JSON.stringify(modesOf(other));

/** What a deployment of `file` would do to what a project has. */
export function lossesBy(file: Indexes, project: Indexes) {
  const listed = new Set(file.indexes.map(keyOf));
  const overrides = new Map((file.fieldOverrides ?? []).map((each) => [fieldOf(each), each]));
  const has = project.fieldOverrides ?? [];
  return {
    /** Not in the file. The CLI asks whether to delete them. */
    deleted: [
      ...project.indexes.map(keyOf).filter((key) => !listed.has(key)),
      ...has.map(fieldOf).filter((field) => !overrides.has(field)),
    ],
    /** Otherwise in the file. The CLI does not ask. */
    changed: has
      .filter((theirs) => {
        const wanted = overrides.get(fieldOf(theirs));
        if (wanted === undefined) return false;
        const keepsTtl = (wanted.ttl ?? theirs.ttl ?? false) === (theirs.ttl ?? false);
        return !keepsTtl || !sameModes(wanted, theirs);
      })
      .map(fieldOf),
  };
}

/** Ours, by the app's name for the collection of its users, which is known once the app is. */
export async function ourIndexes() {
  const { COLLECTIONS } = await import('../../functions/src/config/app-data.ts');
  const users = COLLECTIONS.devices.split('/').at(-1) ?? COLLECTIONS.devices;
  return {
    indexes: file.indexes,
    fieldOverrides: file.fieldOverrides.map(
      (each): FieldOverride =>
        each.collectionGroup === 'users' ? { ...each, collectionGroup: users } : each,
    ),
  };
}

/**
 * An app's file with what it lacks of ours. Nothing of the app's is removed or changed: where it has
 * decided otherwise about a field, that stays, and `undecided` says so.
 */
export function mergedInto(text: string, ours: Required<Indexes>) {
  const { overrides, has } = contentOf(text);
  const lists = {
    indexes: ours.indexes.filter((each) => !has.has(keyOf(each))),
    fieldOverrides: ours.fieldOverrides.filter((each) => !overrides.has(fieldOf(each))),
  };
  let merged = text;
  for (const [list, missing] of Object.entries(lists)) {
    for (const each of missing) merged = appended(merged, [list], each);
  }
  return {
    text: merged,
    added: [...lists.indexes.map(keyOf), ...lists.fieldOverrides.map(fieldOf)],
    undecided: ours.fieldOverrides
      .filter((each) => {
        const theirs = overrides.get(fieldOf(each));
        return theirs !== undefined && (each.ttl ?? false) !== (theirs.ttl ?? false);
      })
      .map(fieldOf),
  };
}

/** An app's file without what is as ours; what the app has decided otherwise about is its own. */
export function withoutOurs(text: string, ours: Required<Indexes>) {
  const isOurs = (theirs: FieldOverride) =>
    ours.fieldOverrides.some(
      (each) =>
        fieldOf(each) === fieldOf(theirs) &&
        (each.ttl ?? false) === (theirs.ttl ?? false) &&
        sameModes(each, theirs),
    );
  const all = [...contentOf(text).overrides.values()];
  // From the end, so that what is before keeps its place.
  const rest = all.reduceRight(
    (left, each, index) => (isOurs(each) ? without(left, ['fieldOverrides', index]) : left),
    text,
  );
  return { text: rest, removed: all.filter(isOurs).map(fieldOf) };
}

function contentOf(text: string) {
  const content = parseJson(text);
  const indexes = listAt(content, 'indexes') as readonly CompositeIndex[];
  const fieldOverrides = listAt(content, 'fieldOverrides') as readonly FieldOverride[];
  return {
    has: new Set(indexes.map(keyOf)),
    overrides: new Map(fieldOverrides.map((each) => [fieldOf(each), each])),
  };
}

/** What the Firestore Admin API lists, in the form of the file. */
export function indexesOf(composite: Answer, fields: Answer): Indexes {
  const groupOf = (each: unknown) =>
    /\/collectionGroups\/([^/]+)\//.exec(String(at(each, 'name')))?.[1] ?? '';
  return {
    indexes: listAt(composite.body, 'indexes').map((each) => ({
      collectionGroup: groupOf(each),
      queryScope: String(at(each, 'queryScope')),
      fields: listAt(each, 'fields') as CompositeIndex['fields'],
    })),
    fieldOverrides: listAt(fields.body, 'fields')
      .filter((each) => !String(at(each, 'name')).includes('__default__'))
      .map((each) => ({
        collectionGroup: groupOf(each),
        fieldPath: String(at(each, 'name')).split('/fields/')[1] ?? '',
        ttl: at(each, 'ttlConfig') !== undefined,
        indexes: listAt(each, 'indexConfig', 'indexes').map(
          (index) => (listAt(index, 'fields')[0] ?? {}) as FieldOverride['indexes'][number],
        ),
      })),
  };
}
