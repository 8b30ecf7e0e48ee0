import assert from 'node:assert/strict';
import { parseCondition } from '../src/definition/condition.ts';

/** For each condition, sets of topics that it holds for and sets that it does not hold for. */
const MEANINGS: readonly [condition: string, holds: string[], fails: string[]][] = [
  ["'a' in topics", ['a', 'ab'], ['', 'b']],
  ["'a' in topics && 'b' in topics", ['ab'], ['a', 'b', '']],
  ["'a' in topics || 'b' in topics", ['a', 'b', 'ab'], ['', 'c']],
  ["!('a' in topics)", ['', 'b'], ['a']],
  ["!'a' in topics && 'b' in topics", ['b'], ['ab', '']],
  ["'a' in topics && ('b' in topics || 'c' in topics)", ['ab', 'ac'], ['a', 'bc']],
  // From left to right: && binds no stronger than ||.
  ["'a' in topics || 'b' in topics && 'c' in topics", ['ac', 'bc'], ['a', 'ab', 'c']],
  ["  !!(('a'\tin  topics))  ", ['a'], ['']],
];

const MALFORMED = [
  '',
  'a in topics',
  "'a'",
  "'a' in topic",
  "'a'in topics",
  "'' in topics",
  "'a b' in topics",
  "'a' in topics &&",
  "&& 'a' in topics",
  "'a' in topics 'b' in topics",
  "'a' in topics & 'b' in topics",
  "('a' in topics",
  '()',
  `${'('.repeat(100_000)}'a' in topics${')'.repeat(100_000)}`,
  `${'!'.repeat(100_000)}'a' in topics`,
];

describe('FCM emulator: conditions', () => {
  for (const [text, holds, fails] of MEANINGS) {
    it(`reads ${text}`, () => {
      const condition = parseCondition(text);
      assert.ok(condition);
      const holdsFor = (topics: string) => condition.holds((topic) => topics.includes(topic));
      assert.deepEqual(holds.filter(holdsFor), holds);
      assert.deepEqual(fails.filter(holdsFor), []);
    });
  }

  it('refuses all others', () => {
    for (const text of MALFORMED) assert.equal(parseCondition(text), undefined, text.slice(0, 30));
  });

  it('counts every mention of a topic', () => {
    assert.equal(parseCondition("'a' in topics || ('a' in topics && 'b' in topics)")?.mentions, 3);
  });
});
