import assert from 'node:assert/strict';
import { readText } from './documents.ts';

const FOLDER = 'examples/host-app/kit-source/';
const MOST_LINES = 40;
const MOST_WORDS = 500;

const page = readText('docs/recipes.md');
const sections = page.split(/^## /mu).slice(1);

describe('docs/recipes.md', () => {
  it('has five recipes', () => assert.equal(sections.length, 5));

  for (const section of sections) {
    it(`shows the code that runs: ${section.split('\n', 1)}`, () => {
      const [, file = assert.fail('no file'), code = ''] =
        /\[`[\w.]+`\]\(\.\.\/(\S+)\):\n\n```\w+\n(.*?)^```$/msu.exec(section) ?? [];
      assert.ok(file.startsWith(FOLDER), file);
      assert.equal(code, readText(file));
      assert.ok(code.trimEnd().split('\n').length <= MOST_LINES);
    });
  }

  it('is short', () => {
    const words = page.replaceAll(/^```.*?^```$/gmsu, '').match(/\S+/gu) ?? [];
    assert.ok(words.length <= MOST_WORDS, `${words.length} words`);
  });
});
