import assert from 'node:assert/strict';
import { withKit, withoutKit } from '../../../tools/push/firebase-json.ts';
import { parseJson } from '../../../tools/push/json.ts';

const HOME = 'function-kits/comment-push';
const placed = (instance: string) => ({
  instance,
  source: `${HOME}/source`,
  config: `${HOME}/config-${instance}`,
});

const WRITTEN = `{
    // Of the shop.
    "functions": [{ "source": "functions", "codebase": "default" }],
    "hosting": { "public": "www" }
}
`;

describe('The kit in an app’s firebase.json', () => {
  it('is one entry more beside the app’s own, whose comments stay, and no more by an upgrade', () => {
    const text = withKit(WRITTEN, placed('push'));
    assert.ok(text.startsWith('{\n    // Of the shop.\n    "functions": [\n'), text);
    assert.ok(text.endsWith('],\n    "hosting": { "public": "www" }\n}\n'), text);
    assert.partialDeepStrictEqual(parseJson(text), {
      functions: [{ source: 'functions', codebase: 'default' }, { kit: 'comment-push' }],
    });
    assert.equal(withKit(text, placed('push')), text);
  });

  it('is taken out again, an instance at a time', () => {
    const two = withKit(withKit(WRITTEN, placed('push')), placed('other'));
    const one = withoutKit(two, 'push');
    assert.partialDeepStrictEqual(parseJson(one), {
      functions: [{}, { instances: { other: `${HOME}/config-other` } }],
    });
    assert.deepEqual(parseJson(withoutKit(one, 'other')), parseJson(WRITTEN));
  });

  for (const functions of ['', '"functions": { "source": "functions" }', '"functions": []']) {
    it(`joins what is there: ${functions || 'nothing'}`, () => {
      const { functions: list } = JSON.parse(withKit(`{${functions}}`, placed('push')));
      assert.equal(list.at(-1).kit, 'comment-push');
      assert.equal(list.length, functions.includes('source') ? 2 : 1);
    });
  }
});
