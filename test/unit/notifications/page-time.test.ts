import assert from 'node:assert/strict';
import { pageOffset } from '../../../functions/src/notifications/page-time.ts';

const RATE = 50;

describe('pageOffset', () => {
  it('lets the first page go at once', () => assert.equal(pageOffset(1, RATE), 0));

  it('never lets more than the rate go in one second, and half of it on average in the ramp', () => {
    const perSecond = new Map<number, number>();
    for (let page = 1; page <= 6000; page += 1) {
      const second = Math.floor(pageOffset(page, RATE) / 1000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    assert.ok(Math.max(...perSecond.values()) <= RATE + 1);
    assert.ok((perSecond.get(0) ?? 0) <= 2, 'hardly any in the first second');
    const inRamp = [...perSecond].filter(([second]) => second < 60).map(([, pages]) => pages);
    const sum = inRamp.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 30 * RATE) <= 2);
  });

  it('goes at the rate after the ramp', () => {
    assert.equal(pageOffset(5001, RATE) - pageOffset(4951, RATE), 1000);
  });
});
