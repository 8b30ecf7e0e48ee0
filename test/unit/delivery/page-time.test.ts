import assert from 'node:assert/strict';
import { pageOffset, pageTime } from '../../../functions/src/delivery/page.ts';
import { pagesSent } from './queue-model.ts';

const RATE = 50;

describe('pageOffset', () => {
  it('is 0 for the first page', () => assert.equal(pageOffset(1, RATE), 0));

  it('never has more pages in a second than the rate, and half of it on average while it grows', () => {
    const perSecond = new Map<number, number>();
    for (let page = 1; page <= 6000; page += 1) {
      const second = Math.floor(pageOffset(page, RATE) / 1000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    assert.ok(Math.max(...perSecond.values()) <= RATE + 1);
    assert.ok((perSecond.get(0) ?? 0) <= 2, 'almost none in the first second');
    const inRamp = [...perSecond].filter(([second]) => second < 60).map(([, pages]) => pages);
    const sum = inRamp.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 30 * RATE) <= 2);
  });

  it('has the full rate after a minute', () => {
    assert.deepEqual(
      [1501, 1551, 5001].map((page) => pageOffset(page, RATE)),
      [60_000, 61_000, 130_000],
    );
  });
});

describe('pageTime', () => {
  const timeOf = (page: number, startedAt: number, now: number) =>
    pageTime({ page, startedAt }, RATE, now);
  const crowd = Array.from({ length: 100 }, (_, i) => ({ at: i / 100, pages: 100 }));

  it('is the offset from the first page, and never in the past', () => {
    assert.equal(timeOf(51, 1_000_000, 0), 1_000_000 + pageOffset(51, RATE));
    assert.equal(timeOf(51, 1_000_000, 2_000_000), 2_000_000);
  });

  it('makes a new comment wait for one page of each late comment, not for all pages', () => {
    const [[, second] = []] = pagesSent([{ at: 60, pages: 2 }, ...crowd], RATE, timeOf);
    const round = (crowd.length + 1) / RATE;
    assert.ok((second ?? Number.NaN) <= pageOffset(2, RATE) / 1000 + round, `${second} s`);
  });

  it('gives a comment to 10,000 the same time with one to a million as alone', () => {
    const small = { at: 100, pages: 100 };
    const [alone = []] = pagesSent([small], RATE, timeOf);
    const [beside = []] = pagesSent([small, { at: 0, pages: 10_000 }], RATE, timeOf);
    assert.ok(Math.max(...beside) <= Math.max(...alone) + 1);
  });
});
