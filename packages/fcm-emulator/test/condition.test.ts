import assert from 'node:assert/strict';
import { countTopics } from '../src/definition/condition.ts';

const CONDITIONS: readonly (readonly [condition: string, topics: number])[] = [
  ["'a' in topics", 1],
  ["'a' in topics && 'b' in topics || 'a' in topics", 3],
  ["!'a' in topics && !('b' in topics)", 2],
  ["'a' in topics && ('b' in topics || !('c' in topics))", 3],
  ["  !!(('a-_.~%1'\tin  topics))  ", 1],
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
  it('counts every mention of a topic', () => {
    for (const [text, topics] of CONDITIONS) assert.equal(countTopics(text), topics, text);
  });

  it('refuses all other texts', () => {
    for (const text of MALFORMED) assert.equal(countTopics(text), undefined, text.slice(0, 30));
  });
});
