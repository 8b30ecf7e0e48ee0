import assert from 'node:assert/strict';
import { mochaCounts } from '../../runner/steps.ts';
import { summary } from '../../runner/summary.ts';

describe('The closing summary', () => {
  it('has a row for each step and ends with the sum alone on its line', () => {
    const results = [
      { step: 'types', passed: 1, failed: 0, durationMs: 1234 },
      { step: 'end to end', passed: 12, failed: 3, durationMs: 61_000 },
    ];
    assert.deepEqual(summary(results).split('\n'), [
      'step        passed  failed    time',
      'types            1       0   1.2 s',
      'end to end      12       3  61.0 s',
      '',
      '13 passed, 3 failed',
    ]);
  });
});

describe('What a Mocha run comes to', () => {
  it('is what its reporter counted', () => {
    assert.deepEqual(mochaCounts(true, { passed: 5, failed: 0 }), { passed: 5, failed: 0 });
    assert.deepEqual(mochaCounts(false, { passed: 5, failed: 2 }), { passed: 5, failed: 2 });
  });

  it('is a failure when there was no test', () => {
    assert.deepEqual(mochaCounts(true, { passed: 0, failed: 0 }), { passed: 0, failed: 1 });
  });

  it('is a failure when the run died, before or after its report', () => {
    assert.deepEqual(mochaCounts(false, undefined), { passed: 0, failed: 1 });
    assert.deepEqual(mochaCounts(false, { passed: 5, failed: 0 }), { passed: 5, failed: 1 });
  });
});
