import file from '../../firestore.indexes.json' with { type: 'json' };
import type { Answer } from './google-api.ts';
import { at, edited, listAt, parseJson } from './json.ts';

/** A composite index. Its other fields are kept. */
interface CompositeIndex {
  readonly collectionGroup: string;
  readonly queryScope?: string;
  readonly fields: readonly { readonly fieldPath: string; readonly [part: string]: unknown }[];
}

/** The indexes of a field in place of its automatic ones, and whether it is a TTL. */
interface FieldOverride {
  readonly collectionGroup: string;
  readonly fieldPath: string;
  readonly ttl?: boolean;
  readonly indexes: readonly { readonly order?: string; readonly arrayConfig?: string }[];
}

/** `firestore.indexes.json`, or the same information about a project. */
export interface Indexes {
  readonly indexes: readonly CompositeIndex[];
  readonly fieldOverrides?: readonly FieldOverride[];
}

/** Firestore adds `__name__` itself, so two indexes with the same key are the same. */
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
const byField = (overrides: readonly FieldOverride[] = []) =>
  new Map(overrides.map((each) => [fieldOf(each), each]));

const hasSameIndexes = (one: FieldOverride, other: FieldOverride): boolean => {
  const [ones, others] = [one, other].map(({ indexes }) =>
    JSON.stringify(indexes.map(({ order, arrayConfig }) => order ?? arrayConfig).sort()),
  );
  return ones === others;
};
const isSameTtl = (one: FieldOverride, other: FieldOverride): boolean =>
  (one.ttl ?? false) === (other.ttl ?? false);

/** Returns what a deployment of `file` would delete or change in a project. */
export function lossesBy(file: Indexes, project: Indexes) {
  const listed = new Set(file.indexes.map(keyOf));
  const overrides = byField(file.fieldOverrides);
  const theirs = [...byField(project.fieldOverrides)];
  return {
    /** Missing in the file. The CLI asks whether to delete them. */
    deleted: [
      ...project.indexes.map(keyOf).filter((key) => !listed.has(key)),
      ...theirs.flatMap(([field]) => (overrides.has(field) ? [] : [field])),
    ],
    /** Different in the file. The CLI does not ask. */
    changed: theirs.flatMap(([field, has]) => {
      const wanted = overrides.get(field);
      if (wanted === undefined) return [];
      const keepsTtl = wanted.ttl === undefined || isSameTtl(wanted, has);
      return keepsTtl && hasSameIndexes(wanted, has) ? [] : [field];
    }),
  };
}

/**
 * Returns our overrides, with the app's name for the collection of users. So the app must be known.
 * Our queries need no composite index.
 */
export async function ourIndexes(): Promise<FieldOverride[]> {
  const { COLLECTIONS } = await import('../../functions/src/config/app-data.ts');
  const users = COLLECTIONS.devices.split('/').at(-1) ?? COLLECTIONS.devices;
  return file.fieldOverrides.map(
    (each): FieldOverride =>
      each.collectionGroup === 'users' ? { ...each, collectionGroup: users } : each,
  );
}

const overridesIn = (text: string) =>
  listAt(parseJson(text), 'fieldOverrides') as readonly FieldOverride[];

/**
 * Returns an app's file with our missing overrides. Nothing of the app's is removed or changed: if
 * the app decides otherwise about a field, `undecided` has that field.
 */
export function mergedInto(text: string, ours: readonly FieldOverride[]) {
  const theirs = byField(overridesIn(text));
  const missing = ours.filter((each) => !theirs.has(fieldOf(each)));
  const undecided = ours.filter((each) => !isSameTtl(theirs.get(fieldOf(each)) ?? each, each));
  return {
    text: missing.reduce((merged, each) => edited(merged, ['fieldOverrides', -1], each), text),
    added: missing.map(fieldOf),
    undecided: undecided.map(fieldOf),
  };
}

/** Returns an app's file without the overrides that are equal to ours. Different ones are the app's. */
export function withoutOurs(text: string, ours: readonly FieldOverride[]) {
  const wanted = byField(ours);
  const isOurs = (each: FieldOverride) => {
    const our = wanted.get(fieldOf(each));
    return our !== undefined && isSameTtl(our, each) && hasSameIndexes(our, each);
  };
  const all = overridesIn(text);
  // From the end, so that earlier indexes stay valid.
  const rest = all.reduceRight((left, each, index) => {
    return isOurs(each) ? edited(left, ['fieldOverrides', index], undefined) : left;
  }, text);
  return { text: rest, removed: all.filter(isOurs).map(fieldOf) };
}

/** Returns what the Firestore Admin API lists, in the form of the file. */
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
