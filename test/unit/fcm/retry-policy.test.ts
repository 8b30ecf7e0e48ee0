import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Temporary } from '../../../functions/src/fcm/outcome.ts';
import { retryDelay } from '../../../functions/src/fcm/retry-policy.ts';

const FLOORS = { unavailableMs: 10_000, quotaMs: 60_000 };
const refusal = { code: '', detail: '' };

describe('retryDelay', () => {
  const kinds = fc.constantFrom<Temporary['kind']>('projectBroken', 'quotaExceeded', 'unavailable');
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('is between the minimum and a quarter of an hour plus jitter', () => {
    fc.assert(
      fc.property(kinds, fc.integer({ min: 1, max: 50 }), random, (kind, tries, luck) => {
        const delay = retryDelay({ kind, ...refusal }, tries, FLOORS, () => luck);
        assert.ok(delay >= (kind === 'unavailable' ? 10_000 : 60_000));
        assert.ok(delay <= 15 * 60_000 * 1.25 + 1);
      }),
    );
  });

  it('doubles with each try', () => {
    const delays = [1, 2, 3, 4].map((tries) =>
      retryDelay({ kind: 'unavailable', ...refusal }, tries, FLOORS, () => 0),
    );
    assert.deepEqual(delays, [10_000, 20_000, 40_000, 80_000]);
  });

  it('is the time that FCM asked for, plus jitter', () => {
    const asked: Temporary = { kind: 'quotaExceeded', ...refusal, retryAfterMs: 300_000 };
    assert.equal(
      retryDelay(asked, 9, FLOORS, () => 0),
      300_000,
    );
    assert.ok(retryDelay(asked, 9, FLOORS, () => 0.99) > 300_000);
    assert.equal(
      retryDelay({ ...asked, retryAfterMs: 5_000 }, 1, FLOORS, () => 0),
      5_000,
    );
  });
});
