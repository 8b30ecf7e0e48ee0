import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { CHARGED, type Charges } from '../../tools/metering/charges.ts';
import { markdownTable } from '../../tools/metering/markdown-table.ts';
import { hasSample } from '../../tools/metering/metered-sample.ts';
import { paramsOf, type Subject } from '../../tools/metering/scenario.ts';
import { ROWS } from './cost/rows.ts';
import { FIRESTORE_HOST } from './environment.ts';

const DOCUMENT = join(import.meta.dirname, 'cost', 'charges.txt');
const COUNTER = join(import.meta.dirname, 'cost', 'count-rows.ts');
/** Half a minute on a quiet machine, most of it for the inboxes of a hundred followers, ms. */
const TIMEOUT_MS = 180_000;

/** In a project of its own, where what is written wakes none of the suite's functions. */
async function count(subject: Subject): Promise<Charges[]> {
  const { stdout } = await execa(process.execPath, [COUNTER, subject], {
    stderr: 'inherit',
    env: {
      FIRESTORE_EMULATOR_HOST: FIRESTORE_HOST,
      FUNCTIONS_EMULATOR: 'true',
      GCLOUD_PROJECT: `demo-cost-${randomUUID()}`,
      ...paramsOf(subject),
      RETRY_FLOOR_SECONDS: '0',
    },
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1));
}

/** The recorded table, in a clone without the benchmarks without their sample. */
function recorded(): string {
  const table = readFileSync(DOCUMENT, 'utf8').trim();
  return hasSample() ? table : table.replaceAll(/^\|[^|]*\| sample .*\n/gmu, '');
}

describe('What Firestore charges', function () {
  this.timeout(TIMEOUT_MS);

  it('is as recorded', async () => {
    const left = new Map<Subject, Charges[]>();
    for (const subject of new Set(ROWS.map((row) => row.subject))) {
      if (subject === 'sample' && !hasSample()) continue;
      left.set(subject, await count(subject));
    }
    const counted = ROWS.filter(({ subject }) => left.has(subject));
    const rows = counted.map(({ what, how, subject }) => {
      const charges = left.get(subject)?.shift();
      return [what, how, ...CHARGED.map((each) => String(charges?.[each]))];
    });
    const found = markdownTable(['what happens', '', ...CHARGED], rows, 2);

    if (process.env.UPDATE_SNAPSHOT) writeFileSync(DOCUMENT, `${found}\n`);
    assert.equal(
      found,
      recorded(),
      'The costs would change. If they should: UPDATE_SNAPSHOT=1 npm run with-emulators -- mocha test/e2e/cost.test.ts',
    );
  });
});
