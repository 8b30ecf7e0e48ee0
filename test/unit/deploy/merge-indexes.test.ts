import assert from 'node:assert/strict';
import {
  type Indexes,
  lossesBy,
  mergedInto,
  ourIndexes,
  withoutOurs,
} from '../../../tools/push/firestore-indexes.ts';

const ours = await ourIndexes();
const ourFile: Indexes = { indexes: [], fieldOverrides: ours };

const byPaid = {
  collectionGroup: 'orders',
  queryScope: 'COLLECTION',
  fields: [
    { fieldPath: 'paid', order: 'ASCENDING' },
    { fieldPath: 'at', order: 'DESCENDING' },
  ],
};
const note = { collectionGroup: 'orders', fieldPath: 'note', indexes: [] };
const APP: Indexes = { indexes: [byPaid], fieldOverrides: [note] };
/** An override that differs from ours. */
const INDEXED = {
  collectionGroup: 'users',
  fieldPath: 'pushTokens',
  indexes: [{ order: 'ASCENDING' }],
};
const textOf = (file: Indexes) => JSON.stringify(file, undefined, 2);

/** Returns an app's file after the merge. */
function merged(app: Indexes) {
  const { text, ...rest } = mergedInto(textOf(app), ours);
  const file: Required<Indexes> = JSON.parse(text);
  return { file, text, ...rest };
}

describe('Merging our indexes into an app’s file', () => {
  it('adds all of ours once, and removes nothing of the app', () => {
    const { file, added, undecided } = merged(APP);
    assert.deepEqual([added.length, undecided], [ours.length, []]);
    for (const project of [APP, ourFile]) {
      assert.deepEqual(lossesBy(file, project), { deleted: [], changed: [] });
    }
    const again = merged(file);
    assert.deepEqual([again.file, again.added], [file, []]);
  });

  it('keeps comments and the indentation', () => {
    const written = '{\n    // Of the shop.\n    "indexes": [ ],\n    "fieldOverrides": []\n}\n';
    const { text } = mergedInto(written, ours);
    assert.ok(text.startsWith('{\n    // Of the shop.\n    "indexes": [ ],\n'), text);
    assert.match(text, /\n {8}\{/);
  });

  it('can be undone, except for fields about which the app decides', () => {
    const undone = withoutOurs(merged(APP).text, ours);
    assert.deepEqual(JSON.parse(undone.text), APP);
    assert.equal(undone.removed.length, ours.length);
    const other = textOf({ indexes: [], fieldOverrides: [INDEXED] });
    assert.deepEqual(withoutOurs(other, ours), { text: other, removed: [] });
  });

  it('does not change the indexes and the TTL of a field about which the app decides', () => {
    const expiry = { collectionGroup: 'notifications', fieldPath: 'expireAt', indexes: [] };
    const { file, undecided } = merged({ indexes: [], fieldOverrides: [expiry, INDEXED] });
    assert.deepEqual(file.fieldOverrides.slice(0, 2), [expiry, INDEXED]);
    assert.deepEqual(undecided, ['notifications.expireAt']);
  });
});

describe('The loss by a deployment of an index file', () => {
  it('is everything that the file does not list, but not the __name__ that Firestore adds', () => {
    const fields = [...byPaid.fields, { fieldPath: '__name__', order: 'DESCENDING' }];
    const stored = { indexes: [{ ...byPaid, fields }], fieldOverrides: [note] };
    assert.deepEqual(lossesBy(APP, stored).deleted, []);
    const lost = ['orders (paid ASCENDING, at DESCENDING)', 'orders.note'];
    assert.deepEqual(lossesBy(ourFile, stored).deleted, lost);
  });

  it('is a TTL that the file turns off, but not one that it does not mention', () => {
    const policy = (ttl?: boolean): Indexes => ({
      indexes: [],
      fieldOverrides: [{ ...note, ...(ttl !== undefined && { ttl }) }],
    });
    const losses = (ttl?: boolean) => lossesBy(policy(ttl), policy(true)).changed;
    assert.deepEqual([losses(true), losses(), losses(false)], [[], [], ['orders.note']]);
  });
});
