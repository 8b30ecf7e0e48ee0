import assert from 'node:assert/strict';
import { cp, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { ACCOUNTS, emailOf } from '../../tools/push/commands/accounts.ts';
import { ALERTS, METRICS, policyOf } from '../../tools/push/commands/alarms.ts';
import { mergedInto, ourIndexes } from '../../tools/push/firestore-indexes.ts';
import { cloud } from '../production/cloud.ts';
import { AUTHORITY_PATH, Google } from '../production/google.ts';
import { APP, KIT, push } from './installed.ts';

const PROJECT = 'demo-uninstalled';
const REGION = 'europe-west1';
const PRELOAD = join(import.meta.dirname, '..', 'production', 'lead-to-google.cjs');
/** The credentials of a user who is signed in with gcloud. */
const LOGIN = {
  type: 'authorized_user',
  client_id: 'client',
  client_secret: 'secret',
  refresh_token: 'token',
};

const inRegion = `projects/${PROJECT}/locations/${REGION}`;
const inDatabase = `projects/${PROJECT}/databases/(default)/collectionGroups`;

const named = (name: string, rest: object = {}): [string, Record<string, unknown>] => [
  name,
  { name, ...rest },
];
const functionOf = (name: string, codebase: string) =>
  named(`${inRegion}/functions/${name}`, { labels: { 'firebase-functions-codebase': codebase } });
const override = (group: string, field: string, rest: object) =>
  named(`${inDatabase}/${group}/fields/${field}`, rest);

/** Resources of the app, which must stay. */
const THEIRS = Object.fromEntries([
  functionOf('countOrders', 'default'),
  named(`${inRegion}/queues/bills`),
  named(`${inRegion}/jobs/firebase-schedule-report-${REGION}`),
  override('orders', 'note', { indexConfig: { indexes: [] } }),
  override('orders', 'expireAt', { ttlConfig: { state: 'ACTIVE' } }),
  named(`projects/${PROJECT}/alertPolicies/1`, { displayName: 'The shop is down' }),
  named(`projects/${PROJECT}/serviceAccounts/shop@${PROJECT}.iam.gserviceaccount.com`),
]);
const OWNER = { role: 'roles/owner', members: ['user:a@example.com'] };

const OURS = Object.fromEntries([
  functionOf('kit-push-onCommentCreated', 'push'),
  functionOf('kit-push-onOrder', 'push'),
  named(`${inRegion}/queues/kit-push-retryDelivery`),
  named(`${inRegion}/jobs/firebase-schedule-kit-push-pruneStaleTokens-${REGION}`),
  override('members', 'pushTokens', { indexConfig: { indexes: [] } }),
  override('deliveries', 'expireAt', { ttlConfig: { state: 'ACTIVE' } }),
  ...ALERTS.map((alert, index) =>
    named(`projects/${PROJECT}/alertPolicies/ours-${index}`, policyOf(alert, [])),
  ),
  ...METRICS.map((metric) => [`projects/${PROJECT}/metrics/${metric.name}`, metric]),
  ...Object.keys(ACCOUNTS).map((name) =>
    named(`projects/${PROJECT}/serviceAccounts/${emailOf(name, PROJECT)}`),
  ),
]);
const POLICY = `projects/${PROJECT}:policy`;

describe('Uninstalling', function () {
  this.timeout(120_000);
  const closing = new AsyncDisposableStack();
  const db = getFirestore(initializeApp({ projectId: PROJECT }, 'uninstalled'));
  const project = cloud(PROJECT, {
    ...THEIRS,
    ...OURS,
    [POLICY]: {
      bindings: [
        OWNER,
        {
          role: 'roles/datastore.user',
          members: [`serviceAccount:${emailOf('push-tokens', PROJECT)}`, 'user:b@example.com'],
        },
      ],
    },
  });
  let app: string;
  let uninstall: (...args: readonly string[]) => ReturnType<typeof push>;
  let indexesBefore: string;

  before(async () => {
    const { path } = closing.use(await mkdtempDisposable(join(tmpdir(), 'uninstalled-')));
    app = path;
    for (const name of ['firebase.json', 'firestore.rules', 'function-kits']) {
      const filter = (from: string) => !from.includes('node_modules');
      await cp(join(APP, name), join(app, name), { recursive: true, filter });
    }
    indexesBefore = await readFile(join(APP, 'firestore.indexes.json'), 'utf8');
    process.env.USERS_COLLECTION = 'members';
    const { text } = mergedInto(indexesBefore, await ourIndexes());
    await writeFile(join(app, 'firestore.indexes.json'), text);
    const dotenv = `USERS_COLLECTION=members\nFUNCTION_DEFAULT_REGION=${REGION}\n`;
    await writeFile(join(app, KIT, 'config-push', `.env.${PROJECT}`), dotenv);
    await writeFile(join(app, 'login.json'), JSON.stringify(LOGIN));

    const google = closing.use(await Google.start());
    Object.assign(google, { tasks: project.service, rest: project.service });
    uninstall = (...args) =>
      push(['uninstall', '--app', app, '--project', PROJECT, ...args], {
        GOOGLE_APPLICATION_CREDENTIALS: join(app, 'login.json'),
        NODE_OPTIONS: `--require ${PRELOAD}`,
        NODE_EXTRA_CA_CERTS: AUTHORITY_PATH,
        TESTED_TLS_PORT: String(google.tlsPort),
        TESTED_PLAIN_PORT: String(google.plainPort),
      });

    const batch = db.batch();
    for (const [path, fields] of Object.entries({
      'members/ana': { nickname: 'Ana', pushTokens: { phone: { platform: 'ios' } } },
      'members/ana/notifications/one': { text: 'Hello' },
      'members/bo': { nickname: 'Bo' },
      'articles/tea/notifications/theirs': { text: 'Of the app' },
      'deliveries/one': { state: 'done' },
      'pushTokenOwners/hash': { uid: 'ana' },
      'operations/sending': { paused: true },
      'operations/theirs': { open: true },
    })) {
      batch.set(db.doc(path), fields);
    }
    await batch.commit();
  });
  after(() => closing.disposeAsync());

  it('without --write, only lists, also the app’s own events', async () => {
    const before = structuredClone(project.resources);
    const { stdout, exitCode, stderr } = await uninstall();
    assert.equal(exitCode, 0, stdout + stderr);
    for (const line of [
      ...['kit-push-onCommentCreated', 'kit-push-onOrder', 'kit-push-retryDelivery'],
      ...['TTL policy of deliveries.expireAt', 'override of members.pushTokens'],
      ...['comment-push: pushes expired', 'comment_push_alarms', 'push-delivery'],
      ...['deliveries: 1 documents', 'operations/sending', 'src/order.ts', 'The rules stay'],
    ]) {
      assert.ok(stdout.includes(line), `${line} is not in\n${stdout}`);
    }
    assert.doesNotMatch(stdout, /countOrders|bills|orders\.|shop/);
    assert.deepEqual(project.resources, before);
    assert.ok((await db.doc('deliveries/one').get()).exists);
  });

  it('keeps the kinds of --keep', async () => {
    const { stdout } = await uninstall('--json', '--keep', 'data', 'folder');
    assert.deepEqual(Object.keys(JSON.parse(stdout)).slice(0, -2), [
      ...['functions', 'schedules', 'queues', 'indexes', 'alarms', 'accounts'],
    ]);
    assert.equal((await uninstall('--keep', 'everything')).exitCode, 2);
  });

  it('removes everything that it listed, and nothing of the app', async () => {
    const { stdout, exitCode, stderr } = await uninstall('--write');
    assert.equal(exitCode, 0, stdout + stderr);
    const { [POLICY]: policy, ...left } = Object.fromEntries(project.resources);
    assert.deepEqual(left, THEIRS);
    assert.deepEqual(Object(policy).bindings, [
      OWNER,
      { role: 'roles/datastore.user', members: ['user:b@example.com'] },
    ]);

    const documents = async (collection: string) =>
      (await db.collection(collection).get()).docs.map((each) => each.data());
    assert.deepEqual(await documents('members'), [{ nickname: 'Ana' }, { nickname: 'Bo' }]);
    assert.deepEqual(await documents('articles/tea/notifications'), [{ text: 'Of the app' }]);
    assert.deepEqual(await documents('operations'), [{ open: true }]);
    for (const ours of ['members/ana/notifications', 'deliveries', 'pushTokenOwners']) {
      assert.deepEqual(await documents(ours), [], ours);
    }

    const { functions } = JSON.parse(await readFile(join(app, 'firebase.json'), 'utf8'));
    assert.deepEqual(functions, [{ source: 'functions', codebase: 'default' }]);
    const indexes = await readFile(join(app, 'firestore.indexes.json'), 'utf8');
    assert.deepEqual(JSON.parse(indexes), JSON.parse(indexesBefore));
    await assert.rejects(readFile(join(app, KIT, 'source', 'package.json')));
  });
});
