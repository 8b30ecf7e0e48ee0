import assert from 'node:assert/strict';
import { withKit, withoutKit } from '../../../tools/push/firebase-json.ts';

const HOME = 'function-kits/comment-push';
const placed = (instance: string) => ({
  kit: 'comment-push',
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
  it('is one entry more, and all else as it is written', () => {
    const text = withKit(WRITTEN, placed('push'));
    const [before = '', after = ''] = text.split(/, \{\s+"kit"/u);
    assert.equal(`${before}],`, WRITTEN.split('\n').slice(0, 3).join('\n'));
    assert.ok(after.endsWith('],\n    "hosting": { "public": "www" }\n}\n'), after);
    assert.equal(withKit(text, placed('push')), text, 'and no more by an upgrade');
  });

  it('is taken out again without a trace', () => {
    const two = withKit(withKit(WRITTEN, placed('push')), placed('other'));
    const one = withoutKit(two, 'push');
    assert.deepEqual(JSON.parse(one.replace('// Of the shop.', '')).functions[1].instances, {
      other: `${HOME}/config-other`,
    });
    assert.equal(withoutKit(one, 'other'), WRITTEN);
  });

  for (const functions of ['', '"functions": { "source": "functions" }', '"functions": []']) {
    it(`joins what is there: ${functions || 'nothing'}`, () => {
      const { functions: list } = JSON.parse(withKit(`{${functions}}`, placed('push')));
      assert.equal(list.at(-1).kit, 'comment-push');
      assert.equal(list.length, functions.includes('source') ? 2 : 1);
    });
  }
});
