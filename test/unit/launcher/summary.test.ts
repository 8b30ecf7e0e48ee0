import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { installedPlaces } from '../../browser/chromium.ts';
import { limitsOf, notRunOn } from '../../runner/platform-limits.ts';
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

describe('What a machine cannot run', () => {
  it('is named, with the reason', () => {
    assert.equal(notRunOn('linux'), '');
    assert.match(
      notRunOn('darwin'),
      /^Not run on darwin: test\/e2e\/faults\.test\.ts, which finds the process to kill in \/proc\.$/m,
    );
  });

  it('are files that exist', () => {
    for (const { tests } of limitsOf('win32')) {
      assert.ok(globSync(tests, { cwd: PROJECT_ROOT }).length > 0, tests);
    }
  });
});

describe('The browser of a machine that npm brings none for', () => {
  it('is Chrome before Edge', () => {
    const onMac = installedPlaces('darwin', {});
    assert.equal(onMac[0], '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    const folders = {
      ProgramFiles: 'C:\\Program Files',
      LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local',
    };
    assert.deepEqual(installedPlaces('win32', folders), [
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Users\\me\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
      'C:\\Users\\me\\AppData\\Local\\Microsoft\\Edge\\Application\\msedge.exe',
    ]);
  });
});
