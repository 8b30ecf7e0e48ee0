import assert from 'node:assert/strict';
import { withKit, withoutKit } from '../../../tools/push/firebase-json.ts';
import { parseJson } from '../../../tools/push/json.ts';

const placed = (instance: string) => ({
  instance,
  source: 'function-kits/comment-push/source',
  config: `config-${instance}`,
});
const OWN = { source: 'functions', codebase: 'default' };

describe('The kit in an app’s firebase.json', () => {
  for (const [functions, own] of [
    ['', []],
    ['"functions": [],', []],
    [`"functions": ${JSON.stringify(OWN)},`, [OWN]],
    [`"functions": [${JSON.stringify(OWN)}],`, [OWN]],
  ] as const) {
    it(`is one more entry, and is removed one instance at a time: ${functions}`, () => {
      const written = `{ // Of the shop.\n  ${functions}\n  "hosting": { "public": "www" }\n}\n`;
      const text = withKit(written, placed('push'));
      assert.match(text, /\/\/ Of the shop\./);
      assert.equal(withKit(text, placed('push')), text, 'an upgrade changes nothing');

      const two = withKit(text, placed('other'));
      const one = withoutKit(two, 'push');
      assert.partialDeepStrictEqual(parseJson(one), {
        functions: [...own, { kit: 'comment-push', instances: { other: 'config-other' } }],
        hosting: { public: 'www' },
      });
      assert.deepEqual(Object(parseJson(withoutKit(one, 'other'))).functions, own);
    });
  }
});
