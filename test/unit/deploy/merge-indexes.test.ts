import assert from 'node:assert/strict';
import {
  type Indexes,
  lossesBy,
  mergedInto,
  ourIndexes,
  withoutOurs,
} from '../../../tools/push/firestore-indexes.ts';

const ours = await ourIndexes();

const byPaid = {
  collectionGroup: 'orders',
  queryScope: 'COLLECTION',
  fields: [
    { fieldPath: 'paid', order: 'ASCENDING' },
    { fieldPath: 'at', order: 'DESCENDING' },
  ],
};
const note = { collectionGroup: 'orders', fieldPath: 'note', indexes: [] };
/** Decided otherwise than ours. */
const theirs = {
  collectionGroup: 'users',
  fieldPath: 'pushTokens',
  indexes: [{ order: 'ASCENDING' }],
};
const APP: Indexes = { indexes: [byPaid], fieldOverrides: [note] };
const textOf = (file: Indexes) => JSON.stringify(file, undefined, 2);

/** What an app's file becomes. */
function merged(app: Indexes) {
  const { text, ...rest } = mergedInto(textOf(app), ours);
  const file: Required<Indexes> = JSON.parse(text);
  return { file, text, ...rest };
}

describe('Merging our indexes into an app’s file', () => {
  it('adds all of ours and takes nothing away, so that nothing of the app is lost', () => {
    const { file, added, undecided } = merged(APP);
    assert.equal(added.length, ours.indexes.length + ours.fieldOverrides.length);
    assert.deepEqual(undecided, []);
    assert.deepEqual(lossesBy(file, APP), { deleted: [], changed: [] });
    assert.deepEqual(lossesBy(file, ours), { deleted: [], changed: [] });
  });

  it('adds nothing a second time', () => {
    const { file } = merged(APP);
    const again = merged(file);
    assert.deepEqual([again.file, again.added], [file, []]);
  });

  it('leaves all else as it is written, comments included', () => {
    const written = '{\n    // Of the shop.\n    "indexes": [ ],\n    "fieldOverrides": []\n}\n';
    const { text } = mergedInto(written, ours);
    assert.ok(text.startsWith('{\n    // Of the shop.\n    "indexes": [ ],\n'), text);
    assert.match(text, /\n {8}\{/);
  });

  it('is undone, but for what the app has decided otherwise', () => {
    const { text } = merged(APP);
    const undone = withoutOurs(text, ours);
    assert.deepEqual(JSON.parse(undone.text), APP);
    assert.equal(undone.removed.length, ours.fieldOverrides.length);
    const other = textOf({ indexes: [], fieldOverrides: [theirs] });
    assert.deepEqual(withoutOurs(other, ours), { text: other, removed: [] });
  });

  it('leaves the app’s indexes of a field that ours go without', () => {
    const { file, undecided } = merged({ indexes: [], fieldOverrides: [theirs] });
    assert.deepEqual(file.fieldOverrides[0], theirs);
    assert.deepEqual(undecided, []);
  });

  it('makes no TTL of a field which the app has decided about: documents of the app would go', () => {
    const expiry = { collectionGroup: 'notifications', fieldPath: 'expireAt', indexes: [] };
    const { file, undecided } = merged({ indexes: [], fieldOverrides: [expiry] });
    assert.deepEqual(file.fieldOverrides[0], expiry);
    assert.deepEqual(undecided, ['notifications.expireAt']);
  });
});

describe('What a deployment of an index file takes from a project', () => {
  it('is what the file does not list', () => {
    assert.deepEqual(lossesBy(ours, APP).deleted, [
      'orders (paid ASCENDING, at DESCENDING)',
      'orders.note',
    ]);
  });

  it('is no index that Firestore has ended by __name__ itself', () => {
    const stored = {
      ...byPaid,
      fields: [...byPaid.fields, { fieldPath: '__name__', order: 'DESCENDING' }],
    };
    assert.deepEqual(lossesBy(APP, { indexes: [stored], fieldOverrides: [note] }).deleted, []);
  });

  it('is a TTL that the file calls off, and none that it does not mention', () => {
    const policy = (ttl?: boolean) => ({ ...note, ...(ttl !== undefined && { ttl }) });
    const project: Indexes = { indexes: [], fieldOverrides: [policy(true)] };
    const losses = (ttl?: boolean) =>
      lossesBy({ indexes: [], fieldOverrides: [policy(ttl)] }, project).changed;
    assert.deepEqual([losses(true), losses(), losses(false)], [[], [], ['orders.note']]);
  });
});
