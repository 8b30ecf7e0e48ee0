import assert from 'node:assert/strict';
import ours from '../../../firestore.indexes.json' with { type: 'json' };
import { type Indexes, lossesBy, mergedInto } from '../../../tools/push/firestore-indexes.ts';

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

describe('Merging our indexes into an app’s file', () => {
  it('adds all of ours and takes nothing away, so that nothing of the app is lost', () => {
    const { file, added, undecided } = mergedInto(APP, ours);
    assert.equal(added.length, ours.indexes.length + ours.fieldOverrides.length);
    assert.deepEqual(undecided, []);
    assert.deepEqual(lossesBy(file, APP), { deleted: [], changed: [] });
    assert.deepEqual(lossesBy(file, ours), { deleted: [], changed: [] });
  });

  it('adds nothing a second time', () => {
    const { file } = mergedInto(APP, ours);
    const again = mergedInto(file, ours);
    assert.deepEqual([again.file, again.added], [file, []]);
  });

  it('leaves the app’s indexes of a field that ours go without', () => {
    const theirs = {
      collectionGroup: 'users',
      fieldPath: 'pushTokens',
      indexes: [{ order: 'ASCENDING' }],
    };
    const { file, undecided } = mergedInto({ indexes: [], fieldOverrides: [theirs] }, ours);
    assert.deepEqual(file.fieldOverrides[0], theirs);
    assert.deepEqual(undecided, []);
  });

  it('makes no TTL of a field which the app has decided about: documents of the app would go', () => {
    const theirs = { collectionGroup: 'notifications', fieldPath: 'expireAt', indexes: [] };
    const { file, undecided } = mergedInto({ indexes: [], fieldOverrides: [theirs] }, ours);
    assert.deepEqual(file.fieldOverrides[0], theirs);
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
