import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { GUARANTEES, OUR_OWN } from '../../tools/push/rules/guarantees.ts';
import { RulesEmulator } from '../../tools/push/rules/rules-emulator.ts';

/** The rules of another app; by default this project's. */
const APP_RULES = process.env.RULES_FILE;
/** Sections, separated by commas, for which the app has other rules. */
const APPS_OWN = (process.env.RULES_OF_ITS_OWN ?? '').split(',');

/** A separate project in the emulator, with its own documents, rules and coverage. */
const PROJECT_ID = 'demo-comment-push-rules';

/**
 * The first request to a new emulator compiles the rules, and the coverage report has every value
 * of every expression. On a busy machine each takes seconds.
 */
const SLOW_REQUEST_TIMEOUT_MS = 30_000;

describe('firestore.rules', () => {
  const host = process.env.FIRESTORE_EMULATOR_HOST ?? '';
  const emulator = new RulesEmulator(host, PROJECT_ID);
  let rules: string;

  before(async function () {
    this.timeout(SLOW_REQUEST_TIMEOUT_MS);
    rules = await readFile(APP_RULES ?? new URL('../../firestore.rules', import.meta.url), 'utf8');
    await emulator.setRules(rules);
    await emulator.seed();
  });

  for (const [section, attempts] of Object.entries(APP_RULES ? GUARANTEES : OUR_OWN)) {
    if (APPS_OWN.includes(section)) continue;
    describe(section, () => {
      describe('allows', () => {
        beforeEach(() => emulator.seed());
        for (const attempt of attempts.allowed) {
          it(attempt[0], async () => assert.equal(await emulator.try(attempt), 'allowed'));
        }
      });

      describe('denies', () => {
        before(() => emulator.seed()); // Once: what is denied changes nothing.
        for (const attempt of attempts.denied) {
          it(attempt[0], async () => assert.equal(await emulator.try(attempt), 'denied'));
        }
      });
    });
  }

  // An app's own rules can have more than the attempts test.
  if (APP_RULES !== undefined) return;
  describe('after all of these', () => {
    it('every expression of the rules was evaluated', async function () {
      this.timeout(SLOW_REQUEST_TIMEOUT_MS);
      const { total, missed } = await readRuleCoverage(host, rules);
      console.log(`      rule coverage: ${total - missed.length} of ${total} expressions`);
      assert.deepEqual(missed, []);
    });
  });
});

/** The used fields of an expression in the Firestore emulator's coverage report. */
interface ReportedExpression {
  /** The end is the last character of the expression, without a closing parenthesis. */
  readonly sourcePosition: Readonly<Record<'line' | 'currentOffset' | 'endOffset', number>>;
  /** Its values. Absent if it was never evaluated; `undefined` for an error. */
  readonly values?: readonly { readonly value: object }[];
  readonly children?: readonly ReportedExpression[];
}

const withInner = (expression: ReportedExpression): ReportedExpression[] => [
  expression,
  ...(expression.children ?? []).flatMap(withInner),
];

/** Returns the number of expressions, and the line and text of each that never had a value. */
async function readRuleCoverage(host: string, rules: string) {
  const answer = await fetch(`http://${host}/emulator/v1/projects/${PROJECT_ID}:ruleCoverage`);
  const { report }: { report: ReportedExpression[] } = await answer.json();
  const all = report.flatMap(withInner);
  const missed = all
    .filter(({ values = [] }) => values.every(({ value }) => 'undefined' in value))
    .map(({ sourcePosition: { line, currentOffset, endOffset } }) => {
      return `line ${line}: ${rules.slice(currentOffset, endOffset + 1).replaceAll(/\s+/g, ' ')}`;
    });
  return { total: all.length, missed };
}
