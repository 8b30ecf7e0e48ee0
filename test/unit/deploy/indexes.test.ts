import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ours from '../../../firestore.indexes.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { BELOW, KEPT } from '../../../tools/push/installation.ts';

/** The queries of the server's collections: those of the code, and those of an app. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  deliveries: ['authorId', 'counts.expired', 'event.name', 'event.params', 'state'],
  pushTokenOwners: ['lastSeenAt', 'uid'],
};

/**
 * Collections without a rule for all fields. Those below a user: an app can have a collection with
 * that name, and the rule would break its queries. The other has only a field for its expiry.
 */
const SMALL = [...BELOW, 'testPushes'];

/** Returns the first group of each match in the sources that run against a database. */
function inSources(pattern: RegExp): string[] {
  const files = globSync('{functions/src,tools/push}/**/*.ts', { cwd: PROJECT_ROOT });
  const sources = files.map((file) => readFileSync(join(PROJECT_ROOT, file), 'utf8'));
  const found = sources.flatMap((source) => [...source.matchAll(pattern)].map(([, it = '']) => it));
  assert.ok(found.length > 0);
  return [...new Set(found)].sort();
}

const collections = inSources(/\.collection\('(\w+)'\)/gu);
const overridesOf = (group: string) =>
  ours.fieldOverrides.filter(({ collectionGroup }) => collectionGroup === group);

describe('The indexes', () => {
  it('are those for the queries in the code', () => {
    const asked = inSources(/\.(?:where|orderBy)\(\s*['`]([^'`]+?)(?:\.\$\{\w+\})?['`]/gu);
    const fields = asked.filter((field) => field !== '__name__');
    assert.deepEqual(fields, Object.values(QUERIES).flat().sort());
    assert.deepEqual(ours.indexes, []);
  });

  it('are enough for each query, and no others exist where only the server writes', () => {
    for (const [group, fields] of Object.entries(QUERIES)) {
      const indexed = overridesOf(group).filter(({ indexes }) => indexes.length > 0);
      assert.deepEqual(indexed.map(({ fieldPath }) => fieldPath).sort(), fields);
      for (const { indexes } of indexed) {
        assert.deepEqual(indexes, [{ order: 'ASCENDING', queryScope: 'COLLECTION' }]);
      }
    }
  });

  it('have a rule for all present and future fields of each of our collections', () => {
    for (const collection of collections.filter((each) => !SMALL.includes(each))) {
      // Firestore refuses to deploy a rule that says whether all fields are a TTL.
      const all = { collectionGroup: collection, fieldPath: '*', indexes: [] };
      const wild = overridesOf(collection).filter(({ fieldPath }) => fieldPath === '*');
      assert.deepEqual(wild, [all]);
    }
  });
});

describe('The data that uninstalling removes', () => {
  it('is all of our collections in the code', () => {
    assert.deepEqual(collections, [...KEPT, ...BELOW].sort());
  });
});
