import assert from 'node:assert/strict';
import { type AccessToken, cachedAccessTokens } from '../../../functions/src/fcm/access-token.ts';

const HOUR_MS = 60 * 60_000;

describe('The access token for FCM', () => {
  let asked: number;
  let now: number;
  let answer: (number: number) => Promise<AccessToken>;

  beforeEach(() => {
    asked = 0;
    now = 0;
    answer = async (number) => ({ token: `access-${number}`, endsAt: now + HOUR_MS });
  });

  const tokens = () =>
    cachedAccessTokens(
      () => {
        asked += 1;
        return answer(asked);
      },
      { limitMs: 20, now: () => now },
    );

  it('is requested once for concurrent callers, and kept until five minutes before its end', async () => {
    const { current } = tokens();
    assert.deepEqual(await Promise.all([current(), current()]), ['access-1', 'access-1']);
    now = 54 * 60_000;
    assert.equal(await current(), 'access-1');
    now = 55 * 60_000;
    assert.equal(await current(), 'access-2');
  });

  it('is requested again after a request that never ends', async () => {
    const { current } = tokens();
    answer = () => new Promise(() => {});
    await assert.rejects(current(), /no access token within 20 ms/);
    answer = async () => ({ token: 'at last', endsAt: HOUR_MS });
    assert.equal(await current(), 'at last');
  });

  it('is requested again after a request that failed', async () => {
    const { current } = tokens();
    answer = async () => {
      throw new Error('invalid_grant');
    };
    await assert.rejects(Promise.all([current(), current()]), /invalid_grant/);
    assert.equal(asked, 1);
    await assert.rejects(current(), /invalid_grant/);
    assert.equal(asked, 2);
  });

  it('is dropped when FCM refuses it, but a newer one is not', async () => {
    const { current, drop } = tokens();
    assert.equal(await current(), 'access-1');
    drop('access-1');
    assert.equal(await current(), 'access-2');
    drop('access-1');
    assert.equal(await current(), 'access-2');
  });
});
