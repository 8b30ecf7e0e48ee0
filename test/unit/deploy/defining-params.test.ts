import assert from 'node:assert/strict';
import { APP_DATA_PARAMS } from '../../../functions/src/config/app-data.ts';
import { wrongValues } from '../../../functions/src/config/defining-params.ts';
import { readText, tableUnder, unquoted } from '../docs/documents.ts';

const params = Object.values(APP_DATA_PARAMS);

const WRONG: readonly [string, string][] = [
  ['USERS_COLLECTION', ''],
  ['USERS_COLLECTION', '/members'],
  ['USERS_COLLECTION', 'members/{uid}'],
  ['USERS_COLLECTION', 'tenants/{tenant}/members'],
  ['USER_FOLLOWERS_COLLECTION', 'followers'],
  ['COMMENTS_COLLECTION', 'posts/{articleId}/comments'],
  ['COMMENTS_COLLECTION', 'posts/{postId}'],
  ['COMMENTS_COLLECTION', 'posts/p{postId}/comments'],
  ['LIKES_COLLECTION', 'posts/{postId}/{postId}'],
  ['POST_FIELDS', 'author:owner'],
  ['POST_FIELDS', 'authorId'],
  ['COMMENT_FIELDS', 'text:body;authorId:writer'],
  ['COMMENT_FIELDS', 'text:.body'],
  ['TEST_PUSH_CHANNEL', 'my channel'],
];

const RIGHT: readonly [string, string][] = [
  ['USERS_COLLECTION', 'tenants/a/members'],
  ['COMMENTS_COLLECTION', 'replies'],
  ['POST_FOLLOWERS_COLLECTION', 'subscriptions/{postId}/readers'],
  ['COMMENT_FIELDS', 'authorId:writer.id, text:body'],
];

describe('A name that an app says', () => {
  for (const [name, value] of WRONG) {
    it(`is refused: ${name}=${value}`, () => {
      assert.equal(wrongValues(params, { [name]: value }, true).length, 1);
    });
  }

  for (const [name, value] of RIGHT) {
    it(`is taken: ${name}=${value}`, () => {
      assert.deepEqual(wrongValues(params, { [name]: value }, false), []);
    });
  }

  it('stands in the place of ours, for those that it names', () => {
    process.env.COMMENT_FIELDS = 'authorId:writer.id, text:body';
    const names = APP_DATA_PARAMS.commentFields.names();
    delete process.env.COMMENT_FIELDS;
    assert.equal(names.authorId, 'writer.id');
    assert.equal(names.text, 'body');
    assert.equal(names.mentions, 'mentions');
  });

  it('is documented with its default and meaning', () => {
    const documented = tableUnder(readText('functions/README.md'), '## Names').map(
      ([name, byDefault, meaning]) => [unquoted(name), unquoted(byDefault), meaning],
    );
    assert.deepEqual(
      documented,
      params.map(({ name, options }) => [name, String(options.default), options.description]),
    );
  });
});
