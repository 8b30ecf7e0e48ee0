import assert from 'node:assert/strict';
import { oldTokensIn } from '../../../tools/push/old-tokens.ts';

const SHAPES: readonly [string, unknown, readonly unknown[]][] = [
  ['a string', 'a', [{ token: 'a' }]],
  ['a list', ['a', 'b', 'a'], [{ token: 'a' }, { token: 'b' }]],
  ['a list of maps', [{ token: 'a', platform: 'iOS' }], [{ token: 'a', platform: 'ios' }]],
  ['a map by token', { a: true, b: false }, [{ token: 'a' }]],
  ['a map by device', { phone: 'a', tablet: 'b' }, [{ token: 'a' }, { token: 'b' }]],
  [
    'a map of maps by device',
    { phone: { token: 'a', platform: 'web', seen: 7 } },
    [{ token: 'a', platform: 'web' }],
  ],
  ['nothing', undefined, []],
  ['null', null, []],
  ['a number', 7, []],
];

describe('Tokens as an app kept them before', () => {
  for (const [shape, value, expected] of SHAPES) {
    it(`are found in ${shape}`, () => assert.deepEqual(oldTokensIn(value), expected));
  }
});
