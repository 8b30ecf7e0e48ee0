import { join } from 'node:path';
import { RunningFirestore } from '../../tools/launcher/running-firestore.ts';
import { CHARGED, type Charges } from '../../tools/metering/charges.ts';
import { paramsOf, type Scenario, type Subject } from '../../tools/metering/scenario.ts';
import { sampleOf } from '../compare/fresh-process.ts';
import type { BenchPart } from '../part.ts';
import { printTable } from '../report/table.ts';
import type { CostTask } from './count-charges.ts';
import type { RegistrationCharges } from './count-registration.ts';
import { dollarsPerMillion, PRICES_AS_OF, sumOf, times } from './prices.ts';

const COMMENT_SCRIPT = join(import.meta.dirname, 'count-charges.ts');
const ACCOUNT_SCRIPT = join(import.meta.dirname, 'count-account.ts');
const REGISTRATION_SCRIPT = join(import.meta.dirname, 'count-registration.ts');

const STARTS_PER_DAY = 3;
const DAYS_PER_WEEK = 7;
const DAYS_PER_MONTH = 30;

const SUBJECTS: readonly Subject[] = ['sample', 'comment-push', 'comment-push with INBOX'];

interface Row extends Scenario {
  readonly of: readonly Subject[];
}

const FEW: readonly Row[] = [
  { postId: 'one', of: SUBJECTS },
  { postId: 'ten', mentions: 9, of: SUBJECTS },
  { postId: 'thousand', followers: 1_000, of: SUBJECTS },
];
/** The emulator needs 10 ms for each inbox: it would be at it for a quarter of an hour. */
const MANY: Row = {
  ...{ postId: 'many', followers: 100_000 },
  of: ['sample', 'comment-push'],
};

/** Ours without an inbox: a change of it is a decision, not noise. */
const ONE_RECIPIENT: Charges = { reads: 4, writes: 2, deletes: 1, invocations: 1, tasks: 0 };

export const costBench: BenchPart = async ({ quick, interrupt }) => {
  await using firestore = await RunningFirestore.start(interrupt);
  const environment = {
    FIRESTORE_EMULATOR_HOST: firestore.host,
    FUNCTIONS_EMULATOR: 'true',
    GCLOUD_PROJECT: 'demo-bench',
    METADATA_SERVER_DETECTION: 'none',
  };
  const chargesOf = async (subject: Subject, scenario: Scenario): Promise<Charges> => {
    const task: CostTask = { subject, ...scenario, postId: `${scenario.postId}, ${subject}` };
    return sampleOf<Charges>(COMMENT_SCRIPT, task, {
      interrupt,
      env: { ...environment, ...paramsOf(subject) },
    });
  };

  const rows: string[][] = [];
  let ofOne: Charges | undefined;
  const scenarios = quick ? FEW : [...FEW, MANY];
  for (const { of: subjects, ...scenario } of scenarios) {
    const recipients = 1 + (scenario.mentions ?? 0) + (scenario.followers ?? 0);
    for (const subject of subjects) {
      const charges = await chargesOf(subject, scenario);
      if (subject === 'comment-push') ofOne ??= charges;
      rows.push(rowOf(`${subject}, ${recipients.toLocaleString('en')}`, charges));
    }
  }
  printTable(
    `Cost of a comment by its recipients, at the prices of ${PRICES_AS_OF}, without compute time`,
    ['', ...CHARGED, 'dollars per million comments'],
    rows,
  );

  const registration = await sampleOf<RegistrationCharges>(REGISTRATION_SCRIPT, undefined, {
    interrupt,
    env: environment,
  });
  printRegistration(registration);
  const account = await sampleOf<Readonly<Record<string, Charges>>>(ACCOUNT_SCRIPT, undefined, {
    interrupt,
    env: environment,
  });
  printTable(
    'What one account can have done, with its own writes and what the rules read for them',
    ['', ...CHARGED, 'dollars per million'],
    Object.entries(account).map(([what, charges]) => rowOf(what, charges)),
  );
  const { reads, writes } = registration.again;
  return [
    ...CHARGED.filter((what) => ofOne?.[what] !== ONE_RECIPIENT[what]).map(
      (what) =>
        `a comment to one recipient took ${ofOne?.[what]} ${what}, not ${ONE_RECIPIENT[what]}`,
    ),
    ...(reads === 1 && writes === 0
      ? []
      : [`a device saved again took ${reads} reads and ${writes} writes, not 1 and 0`]),
  ];
};

/** Of a user of one device who opens the app on every day. */
function printRegistration({ daily, weekly, again }: RegistrationCharges): void {
  const weeks = DAYS_PER_MONTH / DAYS_PER_WEEK;
  const onceADay = times(sumOf(weekly, times(daily, DAYS_PER_WEEK - 1)), weeks);
  const others = times(again, DAYS_PER_MONTH * (STARTS_PER_DAY - 1));
  // The client itself reads its user's document then.
  const looks = { ...others, invocations: 0 };
  printTable(
    `Registration, a user and month of ${DAYS_PER_MONTH} days with ${STARTS_PER_DAY} starts each`,
    ['', ...CHARGED, 'dollars per million users'],
    [
      rowOf('a call at each start', sumOf(onceADay, others)),
      rowOf('a call a day, else a read', sumOf(onceADay, looks)),
    ],
  );
}

function rowOf(name: string, charges: Charges): string[] {
  const dollars = dollarsPerMillion(charges);
  return [
    name,
    ...CHARGED.map((what) => charges[what].toLocaleString('en', { maximumFractionDigits: 1 })),
    dollars.toLocaleString('en', { maximumFractionDigits: dollars < 1000 ? 2 : 0 }),
  ];
}
