import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleOf } from '../../bench/compare/fresh-process.ts';
import { CHARGED, type Charges } from '../../bench/cost/prices.ts';
import type { Subject } from '../../bench/cost/scenario.ts';
import { markdownTable } from '../../bench/report/table.ts';
import { PROJECT_ROOT } from '../../launcher/addresses.ts';
import { ROWS } from './cost/rows.ts';
import { FIRESTORE_HOST } from './environment.ts';

const DOCUMENT = join(PROJECT_ROOT, 'docs', 'architecture.md');
const TABLE = /(?<=\n## What it costs\n[^#|]*)\|.*\|(?=\n(?!\|))/su;
const COUNTER = join(import.meta.dirname, 'cost', 'count-rows.ts');
/** Half a minute on a quiet machine, most of it for the inboxes of a hundred followers, ms. */
const TIMEOUT_MS = 180_000;

/** In a project of its own, where what is written wakes none of the suite's functions. */
function count(subject: Subject): Promise<Charges[]> {
  return sampleOf<Charges[]>(COUNTER, subject, {
    interrupt: new AbortController().signal,
    env: {
      FIRESTORE_EMULATOR_HOST: FIRESTORE_HOST,
      FUNCTIONS_EMULATOR: 'true',
      GCLOUD_PROJECT: `demo-cost-${randomUUID()}`,
      INBOX: String(subject === 'comment-push with INBOX'),
      RETRY_FLOOR_SECONDS: '0',
    },
  });
}

describe('What Firestore charges', function () {
  this.timeout(TIMEOUT_MS);

  it('is as docs/architecture.md says', async () => {
    const left = new Map<Subject, Charges[]>();
    for (const subject of new Set(ROWS.map((row) => row.subject))) {
      left.set(subject, await count(subject));
    }
    const rows = ROWS.map(({ what, how, subject }) => {
      const charges = left.get(subject)?.shift();
      return [what, how, ...CHARGED.map((each) => String(charges?.[each]))];
    });
    const found = markdownTable(['what happens', '', ...CHARGED], rows, 2);

    const text = readFileSync(DOCUMENT, 'utf8');
    if (process.env.UPDATE_SNAPSHOT)
      writeFileSync(
        DOCUMENT,
        text.replace(TABLE, () => found),
      );
    assert.equal(
      found,
      readFileSync(DOCUMENT, 'utf8').match(TABLE)?.[0],
      'The costs would change. If they should: UPDATE_SNAPSHOT=1 npm run with-emulators -- mocha test/e2e/cost.test.ts',
    );
  });
});
