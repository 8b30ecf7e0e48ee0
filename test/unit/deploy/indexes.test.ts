import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ours from '../../../firestore.indexes.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { BELOW, KEPT } from '../../../tools/push/installation.ts';

/** What is asked of the server's collections: the code's queries, and those that an app makes. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  deliveries: ['authorId', 'counts.expired', 'event.name', 'event.params', 'state'],
  pushTokenOwners: ['uid', 'lastSeenAt'],
};

/**
 * Collections without a rule for all fields: an app may have one of that name, whose queries it would
 * break, and none is written so often in one place that its indexes would slow it down.
 */
const SMALL: Readonly<Record<string, string>> = {
  notifications: 'below each user',
  senders: 'below each user',
  testPushes: 'no field but a time to expire',
};

/** What the sources that run against a database match, each match's first group. */
function inSources(pattern: RegExp): Set<string> {
  const files = globSync('{functions/src,tools/push}/**/*.ts', { cwd: PROJECT_ROOT });
  assert.ok(files.length > 50);
  const sources = files.map((file) => readFileSync(join(PROJECT_ROOT, file), 'utf8'));
  return new Set(
    sources.flatMap((source) => [...source.matchAll(pattern)].map(([, it = '']) => it)),
  );
}

const overridesOf = (group: string) =>
  ours.fieldOverrides.filter(({ collectionGroup }) => collectionGroup === group);
const isWild = (group: string) => overridesOf(group).some(({ fieldPath }) => fieldPath === '*');

describe('The indexes', () => {
  it('are those of the queries that the code makes', () => {
    const asked = inSources(/\.(?:where|orderBy)\(\s*['`]([^'`]+?)(?:\.\$\{\w+\})?['`]/gu);
    // A field's index is that of what is below it, too.
    asked.delete('__name__');
    assert.deepEqual([...asked].sort(), Object.values(QUERIES).flat().sort());
  });

  it('serve each of these, and nothing else is indexed where the server alone writes', () => {
    for (const [group, fields] of Object.entries(QUERIES)) {
      const indexed = overridesOf(group).filter(({ indexes }) => indexes.length > 0);
      if (isWild(group)) {
        assert.deepEqual(indexed.map(({ fieldPath }) => fieldPath).sort(), fields.toSorted());
        for (const { indexes } of indexed) {
          assert.deepEqual(indexes, [{ order: 'ASCENDING', queryScope: 'COLLECTION' }]);
        }
      } else {
        const without = overridesOf(group).map(({ fieldPath }) => fieldPath);
        assert.deepEqual(
          fields.filter((field) => without.includes(field)),
          [],
        );
      }
    }
  });

  it('have a rule for all fields of each collection of ours, those to come included', () => {
    const collections = [...inSources(/\.collection\('(\w+)'\)/gu)];
    assert.ok(collections.includes('deliveries'));
    const undecided = collections.filter((each) => !isWild(each) && SMALL[each] === undefined);
    assert.deepEqual(undecided, []);
  });

  it('leave the TTL of a rule for all fields unsaid: Firestore refuses to deploy it', () => {
    const wild = ours.fieldOverrides.filter(({ fieldPath }) => fieldPath === '*');
    assert.ok(wild.every((each) => !('ttl' in each)));
  });
});

describe('What uninstalling removes', () => {
  it('is every collection of ours that the code names', () => {
    const named = inSources(/\.collection\('(\w+)'\)/gu);
    assert.deepEqual([...named].sort(), [...KEPT, ...BELOW].sort());
  });
});
