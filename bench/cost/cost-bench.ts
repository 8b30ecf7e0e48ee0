import { join } from 'node:path';
import { sampleOf } from '../compare/fresh-process.ts';
import { RunningFirestore } from '../firestore/running-firestore.ts';
import type { BenchPart } from '../part.ts';
import { printTable } from '../report/table.ts';
import { CHARGED, type Charges, dollarsPerMillion, PRICES_AS_OF } from './prices.ts';
import type { CostTask, Scenario } from './scenario.ts';

const SCRIPT = join(import.meta.dirname, 'count-charges.ts');

const FEW: readonly Scenario[] = [
  { postId: 'one', mentions: 0, followers: 0 },
  { postId: 'ten', mentions: 9, followers: 0 },
  { postId: 'thousand', mentions: 0, followers: 1_000 },
];
const MANY: Scenario = { postId: 'many', mentions: 0, followers: 100_000 };

/** What is charged beside a read of each recipient: a change of it is a decision, not noise. */
const ONE_RECIPIENT: Charges = { reads: 3, writes: 2, deletes: 1, invocations: 1, tasks: 0 };

export const costBench: BenchPart = async ({ quick, interrupt }) => {
  await using firestore = await RunningFirestore.start(interrupt);
  const chargesOf = async (subject: CostTask['subject'], scenario: Scenario): Promise<Charges> => {
    const task: CostTask = { subject, ...scenario };
    const sample = await sampleOf(SCRIPT, task, {
      interrupt,
      env: {
        FIRESTORE_EMULATOR_HOST: firestore.host,
        FUNCTIONS_EMULATOR: 'true',
        GCLOUD_PROJECT: 'demo-bench',
        METADATA_SERVER_DETECTION: 'none',
      },
    });
    const { reads = 0, writes = 0, deletes = 0, invocations = 0, tasks = 0 } = sample;
    return { reads, writes, deletes, invocations, tasks };
  };

  const rows: string[][] = [];
  let ofOne: Charges | undefined;
  for (const scenario of quick ? FEW : [...FEW, MANY]) {
    const ours = await chargesOf('ours', scenario);
    const sample = await chargesOf('sample', scenario);
    ofOne ??= ours;
    const recipients = (1 + scenario.mentions + scenario.followers).toLocaleString('en');
    rows.push(rowOf(`sample, ${recipients}`, sample), rowOf(`comment-push, ${recipients}`, ours));
  }
  printTable(
    `Cost of a comment by its recipients, at the prices of ${PRICES_AS_OF}, without compute time`,
    ['', ...CHARGED, 'dollars per million comments'],
    rows,
  );
  return CHARGED.filter((what) => ofOne?.[what] !== ONE_RECIPIENT[what]).map(
    (what) =>
      `a comment to one recipient took ${ofOne?.[what]} ${what}, not ${ONE_RECIPIENT[what]}`,
  );
};

function rowOf(name: string, charges: Charges): string[] {
  const dollars = dollarsPerMillion(charges);
  return [
    name,
    ...CHARGED.map((what) => charges[what].toLocaleString('en')),
    dollars.toLocaleString('en', { maximumFractionDigits: dollars < 1000 ? 2 : 0 }),
  ];
}
