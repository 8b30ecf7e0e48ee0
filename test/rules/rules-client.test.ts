import assert from 'node:assert/strict';
import { initializeTestEnvironment, type RulesTestEnvironment } from '@firebase/rules-unit-testing';
import * as sdk from 'firebase/firestore';
import {
  type Client,
  DELETED,
  type End,
  RulesClient,
  SERVER_TIMESTAMP,
} from '../../tools/push/rules/rules-client.ts';

const PROJECT = 'demo-rules-client';
/** Each operation, on a document that only `ana` may touch in that way. */
const RULES = `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /gets/{id} { allow get: if request.auth.uid == 'ana'; }
    match /lists/{id} { allow list: if request.auth.uid == 'ana' && resource.data.of == 'ana'; }
    match /sets/{id} {
      allow create: if request.auth.uid == 'ana' && request.resource.data.at == request.time;
      allow update: if request.auth.uid == 'ana' && request.resource.data.map.keys() == ['kept'].toSet()
        && request.resource.data.of == 'ana';
      allow delete: if request.auth.uid == 'ana';
    }
  }
}`;
const SEEDED = { of: 'ana', map: { kept: 1, gone: 2 } };

type Way = (as: string | undefined) => Promise<End>;

/** What an operation is by our client, and by the SDK. */
type Operation = readonly [
  ours: (client: Client) => Promise<End>,
  app: (db: Db) => Promise<unknown>,
];
type Db = sdk.Firestore;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'a get': [(client) => client.get('gets/a'), (db) => sdk.getDoc(sdk.doc(db, 'gets/a'))],
  'a query': [
    (client) => client.query('lists', 'of', 'ana'),
    (db) => sdk.getDocs(sdk.query(sdk.collection(db, 'lists'), sdk.where('of', '==', 'ana'))),
  ],
  'a query for what another has': [
    (client) => client.query('lists', 'of', 'bo'),
    (db) => sdk.getDocs(sdk.query(sdk.collection(db, 'lists'), sdk.where('of', '==', 'bo'))),
  ],
  'a creation at the server’s time': [
    (client) => client.set('sets/new', { at: SERVER_TIMESTAMP }),
    (db) => sdk.setDoc(sdk.doc(db, 'sets/new'), { at: sdk.serverTimestamp() }),
  ],
  'a creation at another time': [
    (client) => client.set('sets/new', { at: new Date(0) }),
    (db) => sdk.setDoc(sdk.doc(db, 'sets/new'), { at: new Date(0) }),
  ],
  'an update of one key of a map': [
    (client) => client.update('sets/a', { 'map.gone': DELETED }),
    (db) => sdk.updateDoc(sdk.doc(db, 'sets/a'), { 'map.gone': sdk.deleteField() }),
  ],
  'an update that leaves that key': [
    (client) => client.update('sets/a', { of: 'ana' }),
    (db) => sdk.updateDoc(sdk.doc(db, 'sets/a'), { of: 'ana' }),
  ],
  'a deletion': [(client) => client.remove('sets/a'), (db) => sdk.deleteDoc(sdk.doc(db, 'sets/a'))],
};

describe('The client of the command rules', () => {
  const ours = new RulesClient(process.env.FIRESTORE_EMULATOR_HOST ?? '', PROJECT);
  const seed = () => ours.seed({ 'gets/a': SEEDED, 'lists/a': SEEDED, 'sets/a': SEEDED });
  let environment: RulesTestEnvironment;

  before(async () => {
    sdk.setLogLevel('silent'); // Otherwise the SDK logs each denial that is asked for here.
    environment = await initializeTestEnvironment({
      projectId: PROJECT,
      firestore: { rules: RULES },
    });
  });
  after(() => environment.cleanup());

  for (const [what, [request, asApp]] of Object.entries(OPERATIONS)) {
    for (const uid of ['ana', 'bo', undefined]) {
      it(`hears what an app hears of ${what} by ${uid ?? 'nobody'}`, async () => {
        const byUs: Way = (as) => request(ours.as(as));
        const byApp: Way = async (as) => {
          const context =
            as === undefined
              ? environment.unauthenticatedContext()
              : environment.authenticatedContext(as);
          // The compatibility layer's database is one of the modular SDK too.
          return asApp(context.firestore() as unknown as Db).then(
            () => 'allowed',
            (error: sdk.FirestoreError) => {
              assert.equal(error.code, 'permission-denied');
              return 'denied';
            },
          );
        };
        await seed();
        const expected = await byApp(uid);
        await seed();
        assert.equal(await byUs(uid), expected);
      });
    }
  }

  it('hears both answers of these', async () => {
    const ends = new Set<End>();
    for (const [request] of Object.values(OPERATIONS)) {
      await seed();
      ends.add(await request(ours.as('ana')));
    }
    assert.deepEqual([...ends].sort(), ['allowed', 'denied']);
  });
});
