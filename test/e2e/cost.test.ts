import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHARGED, countedRows, SUBJECTS } from '../../tools/metering/charges.ts';
import { markdownTable } from '../../tools/metering/markdown-table.ts';
import { FIRESTORE_HOST } from './environment.ts';

const DOCUMENT = join(import.meta.dirname, 'cost', 'charges.txt');
/** In ms. An idle machine takes half a minute, mostly for inboxes of a hundred followers. */
const TIMEOUT_MS = 180_000;

describe('What Firestore charges', function () {
  this.timeout(TIMEOUT_MS);

  it('is as recorded', async () => {
    // In a separate project, whose documents trigger none of the suite's functions.
    const counted = await countedRows(SUBJECTS, FIRESTORE_HOST, `demo-cost-${randomUUID()}`);
    const rows = counted.map(({ what, subject, charges }) => [
      what,
      subject,
      ...CHARGED.map((each) => String(charges[each])),
    ]);
    const found = `${markdownTable(['what happens', 'functions', ...CHARGED], rows, 2)}\n`;

    if (process.env.UPDATE_SNAPSHOT) writeFileSync(DOCUMENT, found);
    assert.equal(
      found,
      readFileSync(DOCUMENT, 'utf8'),
      'The costs would change. If they should: UPDATE_SNAPSHOT=1 npm run with-emulators -- mocha test/e2e/cost.test.ts',
    );
  });
});
