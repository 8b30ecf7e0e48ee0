import { RunningFirestore } from '../../tools/launcher/running-firestore.ts';
import { CHARGED, type Charges, countedRows, SUBJECTS } from '../../tools/metering/charges.ts';
import { type BenchPart, figure, printTable } from '../comparison.ts';
import { dollarsPerMillion, PRICES_AS_OF } from './prices.ts';

/**
 * Actions that one account can repeat without limit. Each has the charges in addition to our
 * functions: the account's own writes, and the documents that the rules read for them.
 */
const BY_AN_ACCOUNT = [
  { what: 'a comment to the post’s author', reads: 2, writes: 1 },
  { what: 'a like', reads: 1, writes: 1 },
  { what: 'a new follower', reads: 0, writes: 1 },
  { what: '`savePushToken`, a new device', reads: 0, writes: 0 },
  { what: '`savePushToken`, from another user', reads: 0, writes: 0 },
];

/** `test/e2e/cost.test.ts` compares the same counts with the recorded ones. */
export const costBench: BenchPart = async ({ interrupt }) => {
  await using firestore = await RunningFirestore.start(interrupt);
  const rows = await countedRows(SUBJECTS, firestore.host, 'demo-bench', interrupt);
  printTable(
    `Cost, at the prices of ${PRICES_AS_OF}, without compute time`,
    ['', ...CHARGED, 'dollars per million'],
    rows.map(({ what, subject, charges }) => cells(`${what}, ${subject}`, charges)),
  );
  printTable(
    'Actions of one account, with its own writes and the reads of the rules',
    ['', ...CHARGED, 'dollars per million'],
    BY_AN_ACCOUNT.map(({ what, reads, writes }) => {
      const ours = rows.find((row) => row.what === what && row.subject === 'comment-push');
      if (ours === undefined) throw new Error(`nobody counted ${what}`);
      const { charges } = ours;
      const all = { ...charges, reads: charges.reads + reads, writes: charges.writes + writes };
      return cells(what, all);
    }),
  );
  return [];
};

function cells(name: string, charges: Charges): string[] {
  return [name, ...CHARGED.map((what) => `${charges[what]}`), figure(dollarsPerMillion(charges))];
}
