import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { GUARANTEES, OUR_OWN } from '../../tools/push/rules/guarantees.ts';
import { RulesEmulator } from '../../tools/push/rules/rules-emulator.ts';

/** The rules of another app; without it, this project's. */
const APP_RULES = process.env.RULES_FILE;
/** Sections, divided by commas, whose documents that app has rules of its own for. */
const APPS_OWN = (process.env.RULES_OF_ITS_OWN ?? '').split(',');

/** A project of its own in the emulator: other tests' documents, rules and coverage stay apart. */
const PROJECT_ID = 'demo-comment-push-rules';

/**
 * The first request to a fresh emulator compiles the rules and warms up its JVM, and the coverage
 * report carries every value of every expression: seconds on a busy machine.
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

  // Of an app's own rules there may be more than what the attempts try.
  if (APP_RULES !== undefined) return;
  describe('after all of these', () => {
    it('no expression of the rules is left unevaluated', async function () {
      this.timeout(SLOW_REQUEST_TIMEOUT_MS);
      const { total, missed } = await readRuleCoverage(host, rules);
      console.log(`      rule coverage: ${total - missed.length} of ${total} expressions`);
      assert.deepEqual(missed, []);
    });
  });
});

/** An expression of the rules in the Firestore emulator's coverage report, as far as it is read. */
interface ReportedExpression {
  /** The end is the expression's last character, a closing parenthesis aside. */
  readonly sourcePosition: Readonly<Record<'line' | 'currentOffset' | 'endOffset', number>>;
  /** What it was evaluated to; absent for one that was never reached, `undefined` for an error. */
  readonly values?: readonly { readonly value: object }[];
  readonly children?: readonly ReportedExpression[];
}

const withInner = (expression: ReportedExpression): ReportedExpression[] => [
  expression,
  ...(expression.children ?? []).flatMap(withInner),
];

/** How many expressions the rules have, and the line and text of each that never had a value. */
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
