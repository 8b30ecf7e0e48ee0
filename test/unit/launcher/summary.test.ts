import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { limitsOf, notRunOn } from '../../runner/platform-limits.ts';
import { mochaCounts } from '../../runner/steps.ts';
import { summary } from '../../runner/summary.ts';

describe('The closing summary', () => {
  it('has a row for each step, and the sum on its own last line', () => {
    const results = [
      { step: 'types', passed: 1, failed: 0, durationMs: 1234 },
      { step: 'end to end', passed: 12, failed: 3, durationMs: 61_000 },
    ];
    assert.equal(
      summary(results),
      `step        passed  failed    time
types            1       0   1.2 s
end to end      12       3  61.0 s

13 passed, 3 failed`,
    );
  });

  it('counts a run without a test and a run that died as failures', () => {
    for (const [exitedWell, output, passed, failed] of [
      [true, '✔ takes 9 passing\n\n  5 passing (1s)\n', 5, 0],
      [false, '  5 passing (1s)\n  2 failing\n', 5, 2],
      [true, '  0 passing (1ms)\n', 0, 1],
      [false, '', 0, 1],
      [false, '  5 passing (1s)\n', 5, 1],
    ] as const) {
      assert.deepEqual(mochaCounts(exitedWell, output), { passed, failed });
    }
  });

  it('comes after a line for each file that the machine cannot run', () => {
    assert.match(notRunOn('darwin'), /^Not run on darwin: test\/production\/\S+, which /m);
    for (const { tests } of limitsOf('win32')) {
      assert.ok(globSync(tests, { cwd: PROJECT_ROOT }).length > 0, tests);
    }
  });
});
