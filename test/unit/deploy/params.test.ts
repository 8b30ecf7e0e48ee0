import assert from 'node:assert/strict';
import { parseEnv } from 'node:util';
import { ALL_PARAMS, refusedValues } from '../../../functions/src/config/all-params.ts';
import { APP_DATA_PARAMS } from '../../../functions/src/config/app-data.ts';
import { wrongValues } from '../../../functions/src/config/param-types.ts';
import * as config from '../../../functions/src/config/params.ts';
import { KEPT_MS } from '../../../functions/src/delivery/record-store.ts';
import { dotenvText } from '../../../tools/push/commands/params.ts';
import { discovered } from './discovered.ts';

const params = [...Object.values(config), ...Object.values(APP_DATA_PARAMS)];
const wrong = (env: Readonly<Record<string, string>>, emulated = false) =>
  wrongValues(params, env, emulated);

/** Values that would do harm, or that mean something else than they say. */
const HARMFUL: Readonly<Record<string, readonly string[]>> = {
  DELIVERY_LEASE_SECONDS: ['5'],
  STALE_DAYS: ['0'],
  MAX_INSTANCES: ['0'],
  FOLLOWER_PAGES_PER_SECOND: ['1000'],
  PUSH_MAX_AGE: ['0', '-1', '4h', '14400.5', '', String(KEPT_MS / 1000 + 1)],
  RETRY_FLOOR_SECONDS: ['1'],
  MENTION_BURST: ['0'],
  ENFORCE_APP_CHECK: ['True'],
  INBOX: ['yes'],
  REGION: ['nam5'],
  USERS_COLLECTION: ['', '/members', 'members/{uid}', 'tenants/{tenant}/members'],
  USER_FOLLOWERS_COLLECTION: ['followers'],
  COMMENTS_COLLECTION: ['posts/{articleId}/comments', 'posts/{postId}', 'posts/p{postId}/comments'],
  LIKES_COLLECTION: ['posts/{postId}/{postId}'],
  POST_FIELDS: ['author:owner', 'authorId'],
  COMMENT_FIELDS: ['text:body;authorId:writer', 'text:.body'],
  TEST_PUSH_CHANNEL: ['my channel'],
};

describe('A param', () => {
  for (const [name, values] of Object.entries(HARMFUL)) {
    it(`refuses ${name}=${values.join(', ')}`, () => {
      for (const value of values) {
        const [sentence = '', ...others] = wrong({ [name]: value });
        assert.ok(
          sentence.startsWith(`${name} is ${JSON.stringify(value)}; it must be `),
          sentence,
        );
        assert.deepEqual(others, []);
      }
    });
  }

  it('accepts the names of an app, which replace ours', () => {
    const names = {
      USERS_COLLECTION: 'tenants/a/members',
      COMMENTS_COLLECTION: 'replies',
      POST_FOLLOWERS_COLLECTION: 'subscriptions/{postId}/readers',
      COMMENT_FIELDS: 'authorId:writer.id, text:body',
    };
    assert.deepEqual(wrong(names), []);
    process.env.COMMENT_FIELDS = names.COMMENT_FIELDS;
    const { authorId, text, mentions } = APP_DATA_PARAMS.commentFields.names();
    delete process.env.COMMENT_FIELDS;
    assert.deepEqual([authorId, text, mentions], ['writer.id', 'body', 'mentions']);
  });

  it('accepts its default, and its value in the file to copy', async () => {
    const defaults = params.map(({ name, options }) => [name, String(options.default)]);
    assert.deepEqual(wrong(Object.fromEntries(defaults)), []);
    for (const project of [undefined, 'my-app']) {
      const toCopy = parseEnv(await dotenvText({ project })) as Record<string, string>;
      assert.deepEqual(refusedValues(toCopy, false), []);
      assert.deepEqual(Object.keys(toCopy).sort(), ALL_PARAMS.map(({ name }) => name).sort());
      // A local app has no App Check. A project's own file is for production.
      assert.equal(toCopy.ENFORCE_APP_CHECK, String(project !== undefined));
    }
  });

  it('has its default if nothing is set, as in an instance without a deployment', () => {
    const before = { ...process.env };
    const plain = Object.values(config);
    for (const { name } of plain) delete process.env[name];
    try {
      for (const { value, options } of plain) assert.equal(value(), options.default);
      process.env.PUSH_SHARE_PERCENT = '0';
      assert.equal(config.PUSH_SHARE_PERCENT.value(), 0);
    } finally {
      process.env = before;
    }
  });

  it('accepts a short time in the emulators, so that a test does not have to wait', () => {
    const short = { DELIVERY_LEASE_SECONDS: '10', RETRY_FLOOR_SECONDS: '1', PUSH_MAX_AGE: '0' };
    assert.equal(wrong(short).length, 3);
    assert.deepEqual(wrong(short, true), []);
    assert.equal(wrong({ STALE_DAYS: '-1' }, true).length, 1);
  });
});

describe('Functions with wrong params', function () {
  this.timeout(60_000);

  it('do not load in a deployment or an instance, and name all mistakes', async () => {
    const environment = { STALE_DAYS: '0', INBOX: 'True', FUNCTIONS_EMULATOR: '' };
    await assert.rejects(
      discovered({ environment }),
      ({ message }: Error) =>
        /STALE_DAYS is "0"/.test(message) &&
        /INBOX is "True"/.test(message) &&
        !/functions\.cjs/.test(message),
    );
  });
});
