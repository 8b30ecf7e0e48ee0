import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ours from '../../../firestore.indexes.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { BELOW, KEPT } from '../../../tools/push/installation.ts';

/** What is asked of the server's collections: the code's queries, and those that an app makes. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  deliveries: ['authorId', 'counts.expired', 'event.name', 'event.params', 'state'],
  pushTokenOwners: ['lastSeenAt', 'uid'],
};

/**
 * Collections without a rule for all fields. Those below each user: an app may have one of that name,
 * whose queries it would break. The other has no field but a time to expire.
 */
const SMALL = [...BELOW, 'testPushes'];

/** What the sources that run against a database match, each match's first group. */
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
  it('are those of the queries that the code makes', () => {
    const asked = inSources(/\.(?:where|orderBy)\(\s*['`]([^'`]+?)(?:\.\$\{\w+\})?['`]/gu);
    const fields = asked.filter((field) => field !== '__name__');
    assert.deepEqual(fields, Object.values(QUERIES).flat().sort());
    assert.deepEqual(ours.indexes, []);
  });

  it('serve each of these, and nothing else is indexed where the server alone writes', () => {
    for (const [group, fields] of Object.entries(QUERIES)) {
      const indexed = overridesOf(group).filter(({ indexes }) => indexes.length > 0);
      assert.deepEqual(indexed.map(({ fieldPath }) => fieldPath).sort(), fields);
      for (const { indexes } of indexed) {
        assert.deepEqual(indexes, [{ order: 'ASCENDING', queryScope: 'COLLECTION' }]);
      }
    }
  });

  it('have a rule for all fields of each collection of ours, those to come included', () => {
    for (const collection of collections.filter((each) => !SMALL.includes(each))) {
      // Firestore refuses to deploy one that says whether all fields are a TTL.
      const all = { collectionGroup: collection, fieldPath: '*', indexes: [] };
      const wild = overridesOf(collection).filter(({ fieldPath }) => fieldPath === '*');
      assert.deepEqual(wild, [all]);
    }
  });
});

describe('What uninstalling removes', () => {
  it('is every collection of ours that the code names', () => {
    assert.deepEqual(collections, [...KEPT, ...BELOW].sort());
  });
});
