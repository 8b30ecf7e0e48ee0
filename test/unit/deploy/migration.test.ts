import assert from 'node:assert/strict';
import { oldTokensIn, withRoom } from '../../../tools/push/commands/migrate.ts';

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

describe('Tokens of one user', () => {
  const devices = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      deviceId: `${index}`,
      target: { token: `${index}` },
      platform: 'web' as const,
    }));
  const ids = (some: readonly { deviceId: string }[]) =>
    some.map(({ deviceId }) => Number(deviceId));

  it('are saved beside the devices that the app has saved, the newest of them', () => {
    const { save, dropped } = withRoom(devices(24), 3);
    assert.deepEqual([save.length, dropped.length], [17, 7]);
    assert.equal(Math.max(...ids(dropped)), Math.min(...ids(save)) - 1);
  });

  it('are all saved where there is room, and none where there is none', () => {
    assert.equal(withRoom(devices(20), 0).dropped.length, 0);
    assert.equal(withRoom(devices(2), 20).save.length, 0);
    assert.equal(withRoom(devices(2), 25).dropped.length, 2);
  });
});
