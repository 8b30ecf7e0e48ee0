import assert from 'node:assert/strict';
import { checkProject, judgeBackends } from '../../../tools/push/doctor/checks.ts';
import {
  APIS,
  type Finding,
  judgeAppCheck,
  judgeParams,
} from '../../../tools/push/doctor/judge.ts';
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

/** As the Cloud Functions API lists it; without a codebase, the Firebase CLI takes it for `default`. */
function cloudFunction(name: string, codebase?: string, region = EXPECTED.region) {
  return {
    name: `projects/my-app/locations/${region}/functions/${name}`,
    state: 'ACTIVE',
    labels: { ...(codebase && { 'firebase-functions-codebase': codebase }) },
  };
}

const OWN_FUNCTION = cloudFunction('sendInvoice');

/** A field override, as the Firestore Admin API lists it. */
function field(group: string, path: string, rest: object, ...modes: object[]) {
  const indexes = modes.map((mode) => ({ fields: [{ fieldPath: path, ...mode }] }));
  return {
    name: `projects/my-app/databases/(default)/collectionGroups/${group}/fields/${path}`,
    indexConfig: { indexes },
    ...rest,
  };
}

/** A user's document, as the Firestore API has it. */
function userCalled(nick: string) {
  return { fields: { profile: { mapValue: { fields: { nick: { stringValue: nick } } } } } };
}

/** A project as Google's APIs describe one that is ready, by the end of the address asked. */
const READY: Readonly<Record<string, Answer>> = {
  'services:batchGet': {
    status: 200,
    body: {
      services: APIS.map((api) => ({ name: `projects/1/services/${api}`, state: 'ENABLED' })),
    },
  },
  'documents/members': {
    status: 200,
    body: { documents: [userCalled('Mina'), userCalled('')] },
  },
  'databases/(default)': { status: 200, body: { locationId: 'nam5', type: 'FIRESTORE_NATIVE' } },
  'collectionGroups/deliveries/fields/expireAt': {
    status: 200,
    body: { ttlConfig: { state: 'ACTIVE' } },
  },
  'releases/cloud.firestore': {
    status: 200,
    body: { rulesetName: 'projects/my-app/rulesets/one' },
  },
  'rulesets/one': {
    status: 200,
    body: { source: { files: [{ name: 'firestore.rules', content: 'the rules' }] } },
  },
  'locations/-/functions': {
    status: 200,
    body: {
      functions: [
        ...EXPECTED.functions.map((name) => cloudFunction(name, 'comment-push')),
        OWN_FUNCTION,
      ],
    },
  },
  'collectionGroups/-/indexes': { status: 200, body: {} },
  'collectionGroups/-/fields': {
    status: 200,
    body: {
      fields: [
        field('users', 'pushTokens', {}),
        field('deliveries', 'expireAt', { ttlConfig: { state: 'ACTIVE' } }),
        { name: 'projects/my-app/databases/(default)/collectionGroups/__default__/fields/*' },
      ],
    },
  },
  'us-east1/queues/retryDelivery': { status: 200, body: { state: 'RUNNING' } },
  'operations/sending': { status: 404, body: {} },
  'messages:send': { status: 200, body: { name: 'projects/my-app/messages/fake' } },
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

const NOT_FOUND: Answer = { status: 404, body: { error: { message: 'Not found' } } };
const FORBIDDEN: Answer = { status: 403, body: { error: { message: 'No permission' } } };
const body = (value: unknown): Answer => ({ status: 200, body: value });

const functions = (...each: object[]) => body({ functions: each });

const BROKEN: readonly [string, string, Answer, Finding['status'], RegExp][] = [
  ['APIs', 'services:batchGet', body({ services: [] }), 'fails', /enable .*fcm.* --project my-app/],
  ['APIs', 'services:batchGet', FORBIDDEN, 'cannot tell', /roles\/viewer/],
  ['Firestore', 'databases/(default)', NOT_FOUND, 'fails', /databases create/],
  ['Firestore', 'databases/(default)', body({ type: 'DATASTORE_MODE' }), 'fails', /create/],
  ['TTL of deliveries', 'fields/expireAt', body({}), 'fails', /firebase deploy/],
  ['Rules', 'releases/cloud.firestore', NOT_FOUND, 'fails', /firestore:rules/],
  [
    'Rules',
    'rulesets/one',
    body({ source: { files: [{ content: 'other rules' }] } }),
    'fails',
    /firestore:rules/,
  ],
  ['Names', 'documents/members', body({ documents: [userCalled('')] }), 'fails', /USER_FIELDS/],
  ['Names', 'documents/members', body({}), 'cannot tell', /^$/],
  ['Functions', 'locations/-/functions', body({}), 'fails', /firebase deploy/],
  [
    'Functions',
    'locations/-/functions',
    functions(cloudFunction('onCommentCreated', 'comment-push', 'europe-west1')),
    'fails',
    /firebase deploy/,
  ],
  ['Functions of others', 'locations/-/functions', functions(OWN_FUNCTION), 'ok', /^$/],
  [
    'Functions of others',
    'locations/-/functions',
    functions(cloudFunction('onCommentCreated')),
    'fails',
    /Rename/,
  ],
  [
    'Functions of others',
    'locations/-/functions',
    functions(cloudFunction('sendInvoice', 'comment-push')),
    'fails',
    /Rename/,
  ],
  [
    'Functions of others',
    'locations/-/functions',
    functions(cloudFunction('retryDelivery', 'comment-push', 'europe-west1')),
    'fails',
    /Rename/,
  ],
  [
    'Indexes of others',
    'collectionGroups/-/indexes',
    body({
      indexes: [
        {
          name: 'projects/my-app/databases/(default)/collectionGroups/orders/indexes/1',
          queryScope: 'COLLECTION',
          fields: [{ fieldPath: 'paid', order: 'ASCENDING' }],
        },
      ],
    }),
    'fails',
    /command indexes/,
  ],
  [
    'Indexes of others',
    'collectionGroups/-/fields',
    body({ fields: [field('orders', 'note', {})] }),
    'fails',
    /command indexes/,
  ],
  [
    'Indexes of others',
    'collectionGroups/-/fields',
    body({ fields: [field('users', 'pushTokens', {}, { order: 'ASCENDING' })] }),
    'fails',
    /command indexes/,
  ],
  ['Queue retryDelivery', 'queues/retryDelivery', NOT_FOUND, 'fails', /firebase deploy/],
  [
    'Queue retryDelivery',
    'queues/retryDelivery',
    body({ state: 'PAUSED' }),
    'fails',
    /queues resume retryDelivery --location us-east1/,
  ],
  [
    'Sending',
    'operations/sending',
    body({ fields: { paused: { booleanValue: true } }, updateTime: '2026-11-24T12:00:00Z' }),
    'fails',
    /resume/,
  ],
  ['FCM', 'messages:send', FORBIDDEN, 'fails', /firebasecloudmessaging/],
];

describe('The doctor', () => {
  it('finds nothing wrong with a project that is ready, and admits what it cannot see', async () => {
    const found = await checkProject(EXPECTED, asking());
    const others = found.filter(({ status }) => status !== 'ok');
    assert.deepEqual(
      others.map(({ check, status }) => [check, status]),
      [['APNs key', 'cannot tell']],
    );
  });

  for (const [check, address, answer, status, fix] of BROKEN) {
    it(`says of ${check}, ${status}: ${answer.status} at ${address}`, async () => {
      // The longest address that ends so, for an answer of its own.
      const key = Object.keys(READY).find((end) => end.endsWith(address)) ?? address;
      const found = await finding(check, { [key]: answer });
      assert.equal(found.status, status, found.says);
      assert.match(found.fix ?? '', fix);
    });
  }

  it('names params that a deployment would refuse', () => {
    assert.equal(judgeParams([], '/app').status, 'ok');
    const { status, says, fix = '' } = judgeParams(['STALE_DAYS is "0".'], '/app/config-push');
    assert.equal(status, 'fails');
    assert.match(says, /STALE_DAYS/);
    assert.match(fix, /\/app\/config-push/);
    assert.equal(judgeAppCheck(true).status, 'ok');
    assert.equal(judgeAppCheck(false).status, 'cannot tell');
  });

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
    assert.equal(judgeBackends(body(loaded), 'host', ['savePushToken']).status, 'ok');
    const found = judgeBackends(body(loaded), 'host', ['savePushToken', 'retryDelivery']);
    assert.equal(found.says, 'not loaded: retryDelivery');
  });
});
