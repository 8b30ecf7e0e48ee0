import assert from 'node:assert/strict';
import { turns } from '../../../functions/src/inbox/turns.ts';

describe('What has the same key', () => {
  const seen: string[] = [];
  beforeEach(() => void seen.splice(0));

  async function work(name: string): Promise<string> {
    seen.push(`${name} begins`);
    await new Promise(setImmediate);
    seen.push(`${name} ends`);
    return name;
  }

  it('runs one at a time and in its order, and what has another does not wait', async () => {
    const inTurn = turns();
    const runs = ['a', 'b'].map((name) => inTurn('key', () => work(name)));
    const other = inTurn('other', () => work('c'));
    assert.deepEqual(await Promise.all([...runs, other]), ['a', 'b', 'c']);
    assert.ok(seen.indexOf('a ends') < seen.indexOf('b begins'));
    assert.ok(seen.indexOf('c begins') < seen.indexOf('a ends'));
  });

  it('goes on after one that failed', async () => {
    const inTurn = turns();
    const failing = inTurn('key', () => Promise.reject(new Error('no')));
    const next = inTurn('key', () => work('b'));
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'b');
    assert.equal(await inTurn('key', () => work('c')), 'c');
  });

  it('waits for all before it, also where it is asked for between two of them', async () => {
    const last = new Map<string, Promise<unknown>>();
    const inTurn = turns(last);
    const [first, second] = ['a', 'b'].map((name) => inTurn('key', () => work(name)));
    await first;
    const third = inTurn('key', () => work('c'));
    await Promise.all([second, third]);
    const inOrder = ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]);
    assert.deepEqual(seen, inOrder);
    assert.equal(last.size, 0, 'and nothing is kept of a key at rest');
  });
});
