import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { bundle } from '../../functions/lean-sdks.js';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { PROJECT } from './google.ts';
import { firestoreHost, upload } from './production.ts';

const FUNCTIONS = join(PROJECT_ROOT, 'functions');
const SDK = "'firebase-admin/firestore'";

/** What `use` of a Firestore comes to, whoever serves it. */
async function resultOf(use: string, sdk: string, host: string): Promise<unknown> {
  const program = `
    const { Firestore, AggregateField, FieldValue } = require(${sdk});
    const db = new Firestore({ projectId: '${PROJECT}' });
    const posts = db.collection('sdk-' + process.pid);
    const first = posts.doc('first');
    const use = async () => { ${use} };
    use().then((result) => {
      console.log(JSON.stringify(result));
      process.exit();
    });`;
  const env = { FIRESTORE_EMULATOR_HOST: host, METADATA_SERVER_DETECTION: 'none' };
  const run = execa(process.execPath, ['--eval', program], { cwd: FUNCTIONS, env });
  return JSON.parse((await run).stdout);
}

/** Answers each call that it is not allowed, with details, as Google does and the emulator does not. */
async function refusing() {
  const field = (number: number, value: string | Uint8Array): Buffer => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
  };
  const reason = Buffer.concat([field(1, 'QUOTA_PROJECT_DENIED'), field(2, 'googleapis.com')]);
  const type = field(1, 'type.googleapis.com/google.rpc.ErrorInfo');
  const details = field(3, Buffer.concat([type, field(2, reason)]));
  const headers = {
    'content-type': 'application/grpc',
    'grpc-status': '7',
    'grpc-message': 'Denied.',
    'grpc-status-details-bin': Buffer.concat([Buffer.from([8, 7]), details]).toString('base64'),
  };
  const server = createServer();
  server.on('stream', (stream) => stream.respond(headers, { endStream: true }));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

describe('The Firestore client of the bundle', function () {
  this.timeout(60_000);
  let bundled: string;

  before(async () => {
    const outfile = join(upload.directory, '..', `firestore-${process.pid}.cjs`);
    const contents = `module.exports = require(${SDK});`;
    await bundle({ stdin: { contents, resolveDir: FUNCTIONS }, outfile });
    bundled = JSON.stringify(outfile);
  });

  /** What the bundle's client comes to, and the SDK itself. */
  async function used(use: string, host = firestoreHost()): Promise<unknown> {
    const [result, expected] = await Promise.all([
      resultOf(use, bundled, host),
      resultOf(use, SDK, host),
    ]);
    assert.deepEqual(result, expected);
    return result;
  }

  it('reads, writes, queries and runs transactions', async () => {
    const result = await used(`
      await first.create({ likes: 1, at: FieldValue.serverTimestamp() });
      await first.update({ likes: FieldValue.increment(1), 'a.b': [1], c: null });
      await db.runTransaction(async (tx) => tx.set(posts.doc('second'), (await tx.get(first)).data()));
      const again = await first.create({}).catch(({ code }) => code);
      const { docs } = await posts.where('likes', '>', 1).orderBy('likes').select('likes').get();
      const all = await db.getAll(first, posts.doc('third'));
      return [again, docs.map((each) => each.data()), all.map((each) => each.exists)];`);
    assert.deepEqual(result, [6, [{ likes: 2 }, { likes: 2 }], [true, false]]);
  });

  it('counts, lists, and writes and deletes in bulk', async () => {
    const result = await used(`
      const writer = db.bulkWriter();
      for (let likes = 1; likes <= 30; likes++) void writer.set(posts.doc('doc-' + likes), { likes });
      await writer.close();
      await first.collection('below').add({});
      const sum = await posts.aggregate({ sum: AggregateField.sum('likes') }).get();
      const listed = [(await posts.listDocuments()).length, (await first.listCollections()).length];
      await db.recursiveDelete(posts);
      const left = await posts.count().get();
      return [sum.data(), listed, left.data()];`);
    assert.deepEqual(result, [{ sum: 465 }, [31, 1], { count: 0 }]);
  });

  it('tells why it was refused', async () => {
    const server = await refusing();
    const { port } = server.address() as AddressInfo;
    const result = await used(
      `return first.get().catch(({ code, message, reason, domain, statusDetails }) =>
        ({ code, message, reason, domain, statusDetails }));`,
      `127.0.0.1:${port}`,
    );
    server.close();
    assert.partialDeepStrictEqual(result, { code: 7, reason: 'QUOTA_PROJECT_DENIED' });
  });
});
