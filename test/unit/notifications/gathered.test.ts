import assert from 'node:assert/strict';
import { gathered } from '../../../functions/src/notifications/gathered.ts';

describe('Gathered calls', () => {
  it('run one at a time for a key, each with what came while the last one ran', async () => {
    const runs: { key: string; items: readonly number[]; end: () => void }[] = [];
    const call = gathered<number>((key, items) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      runs.push({ key, items: [...items], end: resolve });
      return promise;
    });
    const first = [call('a', 1), call('a', 2), call('b', 3)];
    await new Promise(setImmediate);
    const second = [call('a', 4), call('a', 5)];
    await new Promise(setImmediate);
    const began = () => runs.map(({ key, items }) => [key, ...items]);
    assert.deepEqual(began(), [
      ['a', 1, 2],
      ['b', 3],
    ]);
    for (const { end } of runs) end();
    await Promise.all(first);
    assert.deepEqual(began().slice(2), [['a', 4, 5]]);
    runs.at(-1)?.end();
    await Promise.all(second);
  });

  it('fail together, and the next ones run all the same', async () => {
    const call = gathered<number>(async (_, items) => {
      if (items.includes(1)) throw new Error('refused');
    });
    const refused = [call('a', 1), call('a', 2)];
    await Promise.all(refused.map((each) => assert.rejects(each, /refused/)));
    await call('a', 3);
  });
});
