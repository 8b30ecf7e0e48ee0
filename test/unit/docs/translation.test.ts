import assert from 'node:assert/strict';
import { readText } from './documents.ts';

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

/** The parts that a translation does not change. */
const SAME: Readonly<Record<string, (text: string) => readonly string[]>> = {
  'the levels of its headings': (text) =>
    matches(text.replaceAll(/^```.*?^```$/gmsu, ''), /^(#+) /gmu),
  // Comments and the spaces before them are translated.
  'its commands and code': (text) =>
    matches(text, /^```(?:sh|ts)\n(.*?)^```$/gmsu).map((code) => code.replaceAll(/ +# .*$/gmu, '')),
  // Each README links to the other one.
  'its links': (text) => matches(text, /\]\((?!README)([^)]+)\)/gu).sort(),
  'its names in code': (text) => [...new Set(matches(text, /`([^`\n]+)`/gu))].sort(),
};

describe('README.ko.md has the same as README.md for', () => {
  for (const [what, of] of Object.entries(SAME)) {
    it(what, () => assert.deepEqual(of(readText('README.ko.md')), of(readText('README.md'))));
  }
});
