import assert from 'node:assert/strict';
import { checkProject, judgeBackends } from '../../../tools/push/doctor/checks.ts';
import type { Finding } from '../../../tools/push/doctor/judge.ts';
import type { Answer, Ask } from '../../../tools/push/google-api.ts';

const OURS = 'comment-push';
const EXPECTED = {
  project: 'my-app',
  region: 'us-east1',
  functions: ['onCommentCreated', 'retryDelivery'],
  queues: ['retryDelivery'],
  codebase: OURS,
  ttl: ['deliveries'],
  rules: 'the rules',
  indexes: {
    indexes: [],
    fieldOverrides: [
      { collectionGroup: 'users', fieldPath: 'pushTokens', indexes: [] },
      { collectionGroup: 'deliveries', fieldPath: 'expireAt', ttl: true, indexes: [] },
    ],
  },
};

const body = (value: unknown): Answer => ({ status: 200, body: value });
const NOT_FOUND: Answer = { status: 404, body: { error: { message: 'Not found' } } };
const FORBIDDEN: Answer = { status: 403, body: { error: { message: 'No permission' } } };

/** The list of the Cloud Functions API. The Firebase CLI uses `default` if there is no codebase. */
const functions = (
  ...each: readonly (readonly [name: string, codebase?: string, region?: string])[]
) =>
  body({
    functions: each.map(([name, codebase, region = EXPECTED.region]) => ({
      name: `projects/my-app/locations/${region}/functions/${name}`,
      state: 'ACTIVE',
      labels: { ...(codebase && { 'firebase-functions-codebase': codebase }) },
    })),
  });

/** A field override in the list of the Firestore Admin API. */
const field = (group: string, path: string, rest: object = {}) => ({
  name: `projects/my-app/databases/(default)/collectionGroups/${group}/fields/${path}`,
  indexConfig: { indexes: [] },
  ...rest,
});
const fields = (...each: readonly object[]) => body({ fields: each });

const ruleset = (content: string) => body({ source: { files: [{ content }] } });

const ABROAD = 'europe-west1';
const FUNCTIONS = 'locations/-/functions';
const FIELDS = 'collectionGroups/-/fields';
const INDEXES = 'collectionGroups/-/indexes';
const TTL = 'collectionGroups/deliveries/fields/expireAt';
const DATABASE = 'databases/(default)';
const QUEUE = 'queues/retryDelivery';

/** Google's APIs' answers about a project that is ready, by the end of the address. */
const READY: Readonly<Record<string, Answer>> = {
  [DATABASE]: body({ locationId: 'nam5', type: 'FIRESTORE_NATIVE' }),
  [TTL]: body({ ttlConfig: { state: 'ACTIVE' } }),
  'releases/cloud.firestore': body({ rulesetName: 'projects/my-app/rulesets/one' }),
  'rulesets/one': ruleset('the rules'),
  [FUNCTIONS]: functions(['onCommentCreated', OURS], ['retryDelivery', OURS], ['sendInvoice']),
  [INDEXES]: body({}),
  [FIELDS]: fields(
    field('users', 'pushTokens'),
    field('deliveries', 'expireAt', { ttlConfig: { state: 'ACTIVE' } }),
    field('__default__', '*'),
  ),
  [QUEUE]: body({ state: 'RUNNING' }),
  'operations/sending': { status: 404, body: {} },
  'messages:send': body({ name: 'projects/my-app/messages/fake' }),
};

/** Gives the answers of that project, except for the addresses in `changed`. */
function asking(changed: Readonly<Record<string, Answer>> = {}): Ask {
  const answers = { ...READY, ...changed };
  return async (url) => {
    const asked = url.split('?')[0] ?? url;
    const key = Object.keys(answers).find((end) => asked.endsWith(end));
    return answers[key ?? assert.fail(`unexpected request: ${url}`)] ?? { body: undefined };
  };
}

const THEIR_INDEX = {
  name: 'projects/my-app/databases/(default)/collectionGroups/orders/indexes/1',
  queryScope: 'COLLECTION',
  fields: [{ fieldPath: 'paid', order: 'ASCENDING' }],
};
const INDEXED = field('users', 'pushTokens', {
  indexConfig: { indexes: [{ fields: [{ fieldPath: 'pushTokens', order: 'ASCENDING' }] }] },
});
const PAUSED = { fields: { paused: { booleanValue: true } }, updateTime: '2026-11-24T12:00:00Z' };

/** The check, its status, the answer that causes it, and the expected fix. */
const FINDINGS: readonly [string, Finding['status'], string, Answer, RegExp][] = [
  ['Firestore', 'fails', DATABASE, NOT_FOUND, /databases create/],
  ['Firestore', 'fails', DATABASE, body({ type: 'DATASTORE_MODE' }), /create/],
  ['Firestore', 'cannot tell', DATABASE, FORBIDDEN, /roles\/viewer/],
  ['TTL of deliveries', 'fails', TTL, body({}), /firebase deploy/],
  ['Rules', 'fails', 'releases/cloud.firestore', NOT_FOUND, /firestore:rules/],
  ['Rules', 'fails', 'rulesets/one', ruleset('other rules'), /firestore:rules/],
  ['Functions', 'fails', FUNCTIONS, body({}), /deploy/],
  ['Functions', 'fails', FUNCTIONS, functions(['onCommentCreated', OURS, ABROAD]), /deploy/],
  ['Functions of others', 'fails', FUNCTIONS, functions(['onCommentCreated']), /Rename/],
  ['Functions of others', 'fails', FUNCTIONS, functions(['sendInvoice', OURS]), /Rename/],
  ['Functions of others', 'fails', FUNCTIONS, functions(['retryDelivery', OURS, ABROAD]), /Rename/],
  ['Functions of others', 'ok', FUNCTIONS, functions(['sendInvoice']), /^$/],
  ['Indexes of others', 'fails', INDEXES, body({ indexes: [THEIR_INDEX] }), /command indexes/],
  ['Indexes of others', 'fails', FIELDS, fields(field('orders', 'note')), /command indexes/],
  ['Indexes of others', 'fails', FIELDS, fields(INDEXED), /command indexes/],
  ['Queue retryDelivery', 'fails', QUEUE, NOT_FOUND, /firebase deploy/],
  ['Queue retryDelivery', 'fails', QUEUE, body({ state: 'PAUSED' }), /queues resume retry/],
  ['Sending', 'fails', 'operations/sending', body(PAUSED), /resume/],
  ['FCM', 'fails', 'messages:send', FORBIDDEN, /firebasecloudmessaging/],
];

describe('The doctor', () => {
  it('finds no mistake in a project that is ready', async () => {
    for (const { check, status } of await checkProject(EXPECTED, asking())) {
      assert.equal(status, 'ok', check);
    }
  });

  for (const [check, status, address, answer, fix] of FINDINGS) {
    it(`${check}: ${status} for ${answer.status} at ${address}`, async () => {
      const all = await checkProject(EXPECTED, asking({ [address]: answer }));
      const found = all.find((each) => each.check === check) ?? assert.fail();
      assert.equal(found.status, status, found.says);
      assert.match(found.fix ?? '', fix);
    });
  }

  it('without a network, cannot tell anything and reports no failure', async () => {
    const found = await checkProject(EXPECTED, async () => ({ body: 'ENOTFOUND' }));
    for (const { check, status } of found) assert.equal(status, 'cannot tell', check);
  });

  it('never sends a real push', async () => {
    const posts: unknown[] = [];
    await checkProject(EXPECTED, (url, post) => {
      if (post !== undefined) posts.push(post);
      return asking()(url, post);
    });
    assert.equal(posts.length, 1);
    assert.partialDeepStrictEqual(posts[0], { validate_only: true });
  });

  it('names the functions that an emulator has not loaded', () => {
    const loaded = { backends: [{ functionTriggers: [{ entryPoint: 'savePushToken' }] }] };
    assert.equal(judgeBackends(loaded, ['savePushToken']).status, 'ok');
    const found = judgeBackends(loaded, ['savePushToken', 'retryDelivery']);
    assert.equal(found.says, 'not loaded: retryDelivery');
  });
});
