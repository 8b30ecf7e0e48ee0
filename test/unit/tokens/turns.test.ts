import assert from 'node:assert/strict';
import { optimistically, turns } from '../../../functions/src/tokens/turns.ts';

describe('Calls with the same key', () => {
  const seen: string[] = [];
  beforeEach(() => void seen.splice(0));

  async function work(name: string): Promise<string> {
    seen.push(`${name} begins`);
    await new Promise(setImmediate);
    seen.push(`${name} ends`);
    return name;
  }

  it('run one at a time and in order, and calls with another key do not wait', async () => {
    const inTurn = turns();
    const runs = ['a', 'b'].map((name) => inTurn('key', () => work(name)));
    const other = inTurn('other', () => work('c'));
    assert.deepEqual(await Promise.all([...runs, other]), ['a', 'b', 'c']);
    assert.ok(seen.indexOf('a ends') < seen.indexOf('b begins'));
    assert.ok(seen.indexOf('c begins') < seen.indexOf('a ends'));
  });

  it('run after one that failed', async () => {
    const inTurn = turns();
    const failing = inTurn('key', () => Promise.reject(new Error('no')));
    const next = inTurn('key', () => work('b'));
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'b');
    assert.equal(await inTurn('key', () => work('c')), 'c');
  });

  it('wait for all earlier calls, even if some of them have ended', async () => {
    const last = new Map<string, Promise<unknown>>();
    const inTurn = turns(last);
    const [first, second] = ['a', 'b'].map((name) => inTurn('key', () => work(name)));
    await first;
    const third = inTurn('key', () => work('c'));
    await Promise.all([second, third]);
    const inOrder = ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]);
    assert.deepEqual(seen, inOrder);
    assert.equal(last.size, 0, 'an unused key is not kept');
  });
});

const conflict = (code: number) => Object.assign(new Error('somebody else wrote first'), { code });

describe('An attempt with a conflict', () => {
  it('is repeated for each kind of conflict, and returns the result of the last attempt', async () => {
    const codes = [5, 6, 9, 10];
    const numbers: number[] = [];
    const answer = await optimistically(
      async (number) => {
        numbers.push(number);
        const code = codes[number - 1];
        if (code !== undefined) throw conflict(code);
        return 'written';
      },
      { wait: async () => {} },
    );
    assert.equal(answer, 'written');
    assert.deepEqual(numbers, [1, 2, 3, 4, 5]);
  });

  it('is not repeated after another error', async () => {
    for (const error of [conflict(7), new Error('no code'), 'no error']) {
      let attempts = 0;
      const failing = optimistically(() => {
        attempts += 1;
        return Promise.reject(error);
      });
      await assert.rejects(failing, (thrown) => thrown === error);
      assert.equal(attempts, 1);
    }
  });

  it('waits a random part of a time that grows up to a limit, and gives up in the end', async () => {
    const waits = async (share: number) => {
      const waited: number[] = [];
      const wait = async (ms: number) => void waited.push(ms);
      const failing = optimistically(() => Promise.reject(conflict(9)), {
        wait,
        random: () => share,
      });
      await assert.rejects(failing, /somebody else/);
      return waited;
    };
    const longest = [50, 150, 450, 1350, 4050, ...new Array(19).fill(5_000)];
    assert.deepEqual(await waits(1), longest);
    assert.deepEqual(
      await waits(0.5),
      longest.map((ms) => ms / 2),
    );
  });
});
