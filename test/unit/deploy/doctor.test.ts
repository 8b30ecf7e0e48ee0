import assert from 'node:assert/strict';
import { checkProject, judgeBackends } from '../../../tools/push/doctor/checks.ts';
import type { Finding } from '../../../tools/push/doctor/judge.ts';
import type { Answer, Ask } from '../../../tools/push/google-api.ts';

const EXPECTED = {
  project: 'my-app',
  region: 'us-east1',
  functions: ['onCommentCreated', 'retryDelivery'],
  queues: ['retryDelivery'],
  codebase: 'comment-push',
  ttl: ['deliveries'],
  users: { collection: 'members', nameField: 'profile.nick' },
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

/** As the Cloud Functions API lists it; without a codebase, the Firebase CLI takes it for `default`. */
const cloudFunction = (name: string, codebase?: string, region = EXPECTED.region) => ({
  name: `projects/my-app/locations/${region}/functions/${name}`,
  state: 'ACTIVE',
  labels: { ...(codebase && { 'firebase-functions-codebase': codebase }) },
});
const functions = (...each: readonly Parameters<typeof cloudFunction>[]) =>
  body({ functions: each.map((one) => cloudFunction(...one)) });

/** A field override, as the Firestore Admin API lists it. */
function field(group: string, path: string, rest: object = {}, ...modes: object[]) {
  const indexes = modes.map((mode) => ({ fields: [{ fieldPath: path, ...mode }] }));
  return {
    name: `projects/my-app/databases/(default)/collectionGroups/${group}/fields/${path}`,
    indexConfig: { indexes },
    ...rest,
  };
}

/** Users' documents, as the Firestore API has them. */
const usersCalled = (...nicks: readonly string[]) =>
  body({
    documents: nicks.map((nick) => ({
      fields: { profile: { mapValue: { fields: { nick: { stringValue: nick } } } } },
    })),
  });

const ruleset = (content: string) => body({ source: { files: [{ content }] } });

/** A project as Google's APIs describe one that is ready, by the end of the address asked. */
const READY: Readonly<Record<string, Answer>> = {
  'documents/members': usersCalled('Mina', ''),
  'databases/(default)': body({ locationId: 'nam5', type: 'FIRESTORE_NATIVE' }),
  'collectionGroups/deliveries/fields/expireAt': body({ ttlConfig: { state: 'ACTIVE' } }),
  'releases/cloud.firestore': body({ rulesetName: 'projects/my-app/rulesets/one' }),
  'rulesets/one': ruleset('the rules'),
  'locations/-/functions': functions(
    ['onCommentCreated', 'comment-push'],
    ['retryDelivery', 'comment-push'],
    ['sendInvoice'],
  ),
  'collectionGroups/-/indexes': body({}),
  'collectionGroups/-/fields': body({
    fields: [
      field('users', 'pushTokens'),
      field('deliveries', 'expireAt', { ttlConfig: { state: 'ACTIVE' } }),
      { name: 'projects/my-app/databases/(default)/collectionGroups/__default__/fields/*' },
    ],
  }),
  'us-east1/queues/retryDelivery': body({ state: 'RUNNING' }),
  'operations/sending': { status: 404, body: {} },
  'messages:send': body({ name: 'projects/my-app/messages/fake' }),
};

/** Answers as that project, but for the addresses that `changed` answers. */
function asking(changed: Readonly<Record<string, Answer>> = {}): Ask {
  const answers = { ...READY, ...changed };
  return async (url) => {
    const asked = url.split('?')[0] ?? url;
    const key = Object.keys(answers).find((end) => asked.endsWith(end));
    assert.ok(key, `nothing was to ask ${url}`);
    return answers[key] ?? { body: undefined };
  };
}

async function finding(check: string, changed?: Readonly<Record<string, Answer>>) {
  const found = await checkProject(EXPECTED, asking(changed));
  const [one] = found.filter((each) => each.check === check);
  assert.ok(one, `no finding about ${check}`);
  return one;
}

const FUNCTIONS = 'locations/-/functions';
const FIELDS = 'collectionGroups/-/fields';
const INDEXES = 'collectionGroups/-/indexes';
const THEIR_INDEX = {
  name: 'projects/my-app/databases/(default)/collectionGroups/orders/indexes/1',
  queryScope: 'COLLECTION',
  fields: [{ fieldPath: 'paid', order: 'ASCENDING' }],
};
const INDEXED = field('users', 'pushTokens', {}, { order: 'ASCENDING' });
const PAUSED = { fields: { paused: { booleanValue: true } }, updateTime: '2026-11-24T12:00:00Z' };

const ABROAD = 'europe-west1';
const OURS = 'comment-push';

const FAILS: readonly [string, string, Answer, RegExp][] = [
  ['Firestore', 'databases/(default)', NOT_FOUND, /databases create/],
  ['Firestore', 'databases/(default)', body({ type: 'DATASTORE_MODE' }), /create/],
  ['TTL of deliveries', 'fields/expireAt', body({}), /firebase deploy/],
  ['Rules', 'releases/cloud.firestore', NOT_FOUND, /firestore:rules/],
  ['Rules', 'rulesets/one', ruleset('other rules'), /firestore:rules/],
  ['Names', 'documents/members', usersCalled(''), /USER_FIELDS/],
  ['Functions', FUNCTIONS, body({}), /firebase deploy/],
  ['Functions', FUNCTIONS, functions(['onCommentCreated', OURS, ABROAD]), /firebase deploy/],
  ['Functions of others', FUNCTIONS, functions(['onCommentCreated']), /Rename/],
  ['Functions of others', FUNCTIONS, functions(['sendInvoice', OURS]), /Rename/],
  ['Functions of others', FUNCTIONS, functions(['retryDelivery', OURS, ABROAD]), /Rename/],
  ['Indexes of others', INDEXES, body({ indexes: [THEIR_INDEX] }), /command indexes/],
  ['Indexes of others', FIELDS, body({ fields: [field('orders', 'note')] }), /command indexes/],
  ['Indexes of others', FIELDS, body({ fields: [INDEXED] }), /command indexes/],
  ['Queue retryDelivery', 'queues/retryDelivery', NOT_FOUND, /firebase deploy/],
  ['Queue retryDelivery', 'queues/retryDelivery', body({ state: 'PAUSED' }), /queues resume retry/],
  ['Sending', 'operations/sending', body(PAUSED), /resume/],
  ['FCM', 'messages:send', FORBIDDEN, /firebasecloudmessaging/],
];
const DOES_NOT_FAIL: readonly [string, string, Answer, Finding['status'], RegExp][] = [
  ['Firestore', 'databases/(default)', FORBIDDEN, 'cannot tell', /roles\/viewer/],
  ['Names', 'documents/members', body({}), 'cannot tell', /^$/],
  ['Functions of others', FUNCTIONS, functions(['sendInvoice']), 'ok', /^$/],
];

describe('The doctor', () => {
  it('finds nothing wrong with a project that is ready', async () => {
    const found = await checkProject(EXPECTED, asking());
    assert.deepEqual(
      found.filter(({ status }) => status !== 'ok'),
      [],
    );
  });

  for (const [check, address, answer, status, fix] of [
    ...FAILS.map(
      ([check, address, answer, fix]) => [check, address, answer, 'fails', fix] as const,
    ),
    ...DOES_NOT_FAIL,
  ]) {
    it(`says of ${check}, ${status}: ${answer.status} at ${address}`, async () => {
      // The longest address that ends so, for an answer of its own.
      const key = Object.keys(READY).find((end) => end.endsWith(address)) ?? address;
      const found = await finding(check, { [key]: answer });
      assert.equal(found.status, status, found.says);
      assert.match(found.fix ?? '', fix);
    });
  }

  it('cannot tell anything without a network, and calls nothing broken for it', async () => {
    const found = await checkProject(EXPECTED, async () => ({ body: 'ENOTFOUND' }));
    for (const { check, status } of found) assert.equal(status, 'cannot tell', check);
  });

  it('never really sends', async () => {
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
