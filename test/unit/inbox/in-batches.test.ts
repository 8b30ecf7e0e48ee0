import assert from 'node:assert/strict';
import { inBatches } from '../../../functions/src/tokens/turns.ts';

describe('What has the same key', () => {
  const batches: string[][] = [];
  beforeEach(() => void batches.splice(0));

  /** Answers each item in capitals; fails where one is called `bad`. */
  const inTurn = () =>
    inBatches(async (items: readonly string[]) => {
      batches.push([...items]);
      await new Promise(setImmediate);
      if (items.includes('bad')) throw new Error('no');
      return items.map((each) => each.toUpperCase());
    });

  it('runs one batch at a time: what comes meanwhile makes up the next, each with its result', async () => {
    const run = inTurn();
    const runs = ['a', 'b', 'c'].map((item) => run('key', item));
    assert.deepEqual(batches, [['a']]);
    assert.deepEqual(await Promise.all(runs), ['A', 'B', 'C']);
    assert.deepEqual(batches, [['a'], ['b', 'c']]);
  });

  it('does not wait for what has another', async () => {
    const run = inTurn();
    const runs = [run('key', 'a'), run('other', 'b')];
    assert.deepEqual(batches, [['a'], ['b']]);
    assert.deepEqual(await Promise.all(runs), ['A', 'B']);
  });

  it('fails together with its batch, and the next goes on', async () => {
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

  it('begins at once again after all has ended', async () => {
    const run = inTurn();
    await run('key', 'a');
    const second = run('key', 'b');
    assert.deepEqual(batches, [['a'], ['b']]);
    assert.equal(await second, 'B');
  });
});
