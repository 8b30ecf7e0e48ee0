import assert from 'node:assert/strict';
import { inBatches } from '../../../functions/src/tokens/turns.ts';

describe('inBatches', () => {
  const batches: string[][] = [];
  beforeEach(() => void batches.splice(0));

  /** Returns each item in capitals. A batch with the item `bad` fails. */
  const inTurn = () =>
    inBatches(async (items: readonly string[]) => {
      batches.push([...items]);
      await new Promise(setImmediate);
      if (items.includes('bad')) throw new Error('no');
      return items.map((each) => each.toUpperCase());
    });

  it('runs one batch at a time: items that come meanwhile are the next batch', async () => {
    const run = inTurn();
    const runs = ['a', 'b', 'c'].map((item) => run('key', item));
    assert.deepEqual(batches, [['a']]);
    assert.deepEqual(await Promise.all(runs), ['A', 'B', 'C']);
    assert.deepEqual(batches, [['a'], ['b', 'c']]);
  });

  it('does not wait for a batch with another key', async () => {
    const run = inTurn();
    const runs = [run('key', 'a'), run('other', 'b')];
    assert.deepEqual(batches, [['a'], ['b']]);
    assert.deepEqual(await Promise.all(runs), ['A', 'B']);
  });

  it('fails all items of a batch, and runs the next one', async () => {
    const run = inTurn();
    const runs = ['a', 'bad', 'b'].map((item) => run('key', item));
    const next = run('key', 'bad').catch(() => run('key', 'c'));
    const settled = await Promise.allSettled(runs);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    );
    assert.equal(await next, 'C');
  });

  it('runs an item at once after all batches have ended', async () => {
    const run = inTurn();
    await run('key', 'a');
    const second = run('key', 'b');
    assert.deepEqual(batches, [['a'], ['b']]);
    assert.equal(await second, 'B');
  });
});
