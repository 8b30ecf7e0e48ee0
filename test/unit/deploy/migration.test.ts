import assert from 'node:assert/strict';
import { oldTokensIn, withRoom } from '../../../tools/push/commands/migrate.ts';

const SHAPES: readonly [string, unknown, readonly unknown[]][] = [
  ['a string', 'a', [{ token: 'a' }]],
  ['a list', ['a', 'b', 'a'], [{ token: 'a' }, { token: 'b' }]],
  ['a list of maps', [{ token: 'a', platform: 'iOS' }], [{ token: 'a', platform: 'ios' }]],
  ['a map by token', { a: true, b: false }, [{ token: 'a' }]],
  ['a map by device', { phone: 'a', tablet: 'b' }, [{ token: 'a' }, { token: 'b' }]],
  ['a map of maps by device', { phone: { token: 'a', seen: 7 } }, [{ token: 'a' }]],
  ['nothing', undefined, []],
  ['null', null, []],
  ['a number', 7, []],
];

describe('The tokens that an app has stored before', () => {
  for (const [shape, value, expected] of SHAPES) {
    it(`are found in ${shape}`, () => assert.deepEqual(oldTokensIn(value), expected));
  }

  it('are saved if there is room beside the app’s own devices, the newest first', () => {
    const devices = Array.from({ length: 24 }, (_, index) => ({
      deviceId: `${index}`,
      target: { token: `${index}` },
      platform: 'web' as const,
    }));
    for (const [saved, save] of [
      [0, 20],
      [3, 17],
      [20, 0],
      [25, 0],
    ] as const) {
      const found = withRoom(devices, saved);
      assert.deepEqual(found.dropped, devices.slice(0, devices.length - save));
      assert.deepEqual(found.save, devices.slice(devices.length - save));
    }
  });
});
