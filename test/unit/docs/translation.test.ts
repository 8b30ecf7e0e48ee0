import assert from 'node:assert/strict';
import { readText } from './documents.ts';

const TRANSLATIONS = ['README.ko.md'];
const original = readText('README.md');

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

/** Code blocks without the comments and the spaces before them, which a translation translates. */
const codeIn = (text: string): string[] =>
  [...text.matchAll(/^```(sh|ts)\n(.*?)^```$/gmsu)].map(([, language, code = '']) =>
    language === 'sh' ? code.replaceAll(/\s+#.*$/gmu, '') : code,
  );

const headingLevels = (text: string): string[] =>
  matches(text.replaceAll(/^```.*?^```$/gmsu, ''), /^(#+) /gmu);

for (const path of TRANSLATIONS) {
  const translation = readText(path);
  describe(`${path} says what README.md says, by its`, () => {
    it('headings', () => assert.deepEqual(headingLevels(translation), headingLevels(original)));

    it('commands and code', () => assert.deepEqual(codeIn(translation), codeIn(original)));

    it('links', () => {
      // Each README links to the other one: neither link counts.
      const links = (text: string) =>
        matches(text, /\]\(([^)]+)\)/gu)
          .filter((link) => link !== path && link !== 'README.md')
          .sort();
      assert.deepEqual(links(translation), links(original));
    });

    it('names in code', () => {
      const names = (text: string) => new Set(matches(text, /`([^`\n]+)`/gu));
      assert.deepEqual([...names(translation)].sort(), [...names(original)].sort());
    });

    it('rows of tables', () => {
      const rows = (text: string) => matches(text, /^(\|)/gmu).length;
      assert.equal(rows(translation), rows(original));
    });
  });
}
