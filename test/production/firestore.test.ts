import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT } from './google.ts';
import { firestoreHost, upload } from './production.ts';

/** Prints what `use` of a Firestore comes to, and whether the file of what few use was read for it. */
async function used(use: string): Promise<unknown[]> {
  const program = `
    const lib = ${JSON.stringify(join(upload.directory, 'lib'))};
    const { Firestore, AggregateField, FieldValue } = require(lib + '/firebase-admin-firestore.cjs').default;
    const db = new Firestore({ projectId: '${PROJECT}' });
    const posts = db.collection('sdk-' + process.pid);
    const first = posts.doc('first');
    const use = async () => { ${use} };
    use().then((result) => {
      const seldom = Object.keys(require.cache).some((file) => file.endsWith('seldom.cjs'));
      console.log(JSON.stringify([result, seldom]));
      process.exit();
    });`;
  const env = { FIRESTORE_EMULATOR_HOST: firestoreHost(), METADATA_SERVER_DETECTION: 'none' };
  return JSON.parse((await execa(process.execPath, ['--eval', program], { env })).stdout);
}

describe('The Firestore client of the bundle', function () {
  this.timeout(20_000);

  it('reads, writes, queries and runs transactions by what an instance has at its start', async () => {
    const result = await used(`
      await first.create({ likes: 1, at: FieldValue.serverTimestamp() });
      await first.update({ likes: FieldValue.increment(1), 'a.b': [1], c: null });
      await db.runTransaction(async (tx) => tx.set(posts.doc('second'), (await tx.get(first)).data()));
      const again = await first.create({}).catch(({ code }) => code);
      const { docs } = await posts.where('likes', '>', 1).orderBy('likes').select('likes').get();
      const all = await db.getAll(first, posts.doc('third'));
      return [again, docs.map((each) => each.data()), all.map((each) => each.exists)];`);
    assert.deepEqual(result, [[6, [{ likes: 2 }, { likes: 2 }], [true, false]], false]);
  });

  it('counts, listens, and writes and deletes in bulk by a file that is read for it', async () => {
    const result = await used(`
      const writer = db.bulkWriter();
      for (let likes = 1; likes <= 30; likes++) void writer.set(posts.doc('doc-' + likes), { likes });
      await writer.close();
      const heard = await new Promise((resolve, reject) => posts.onSnapshot(({ size }) => resolve(size), reject));
      const sum = await posts.aggregate({ sum: AggregateField.sum('likes') }).get();
      await db.recursiveDelete(posts);
      const left = await posts.count().get();
      return [heard, sum.data(), left.data()];`);
    assert.deepEqual(result, [[30, { sum: 465 }, { count: 0 }], true]);
  });
});
