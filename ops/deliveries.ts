import { parseArgs } from 'node:util';
import type { CollectionReference, Query } from 'firebase-admin/firestore';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { openDatabase } from './database.ts';
import { deliveryRow, type StoredDelivery } from './delivery-row.ts';

const USAGE =
  'Usage: npm run deliveries -- (--comment ID | --post ID | --author UID | --owed-to UID) [--project ID]';

/** More fill no screen and cost a read each. */
const LIMIT = 500;

const OPTIONS = {
  comment: { type: 'string' },
  post: { type: 'string' },
  author: { type: 'string' },
  'owed-to': { type: 'string' },
  project: { type: 'string' },
} as const;

type Sought = Partial<Record<keyof typeof OPTIONS, string>>;

function readArguments(): Sought {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw new LaunchError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

function queryFor(deliveries: CollectionReference, sought: Sought): Query {
  const { comment, post, author, 'owed-to': owedTo } = sought;
  const given = [comment, post, author, owedTo].filter((each) => each !== undefined);
  if (given.length !== 1) throw new LaunchError(USAGE);
  if (comment !== undefined) return deliveries.where('about.commentId', '==', comment);
  if (post !== undefined) return deliveries.where('about.postId', '==', post);
  if (author !== undefined) return deliveries.where('about.authorId', '==', author);
  return deliveries.where('state', 'in', ['sending', 'waiting']);
}

await runProgram(async () => {
  const sought = readArguments();
  const db = await openDatabase(sought.project);
  const found = await queryFor(db.collection('deliveries'), sought).limit(LIMIT).get();
  const owedTo = sought['owed-to'];
  const rows = found.docs
    .map((each) => each.data() as StoredDelivery)
    .filter(({ owed }) => owedTo === undefined || owed.some(({ uid }) => uid === owedTo))
    .sort((a, b) => a.bornAt.toMillis() - b.bornAt.toMillis())
    .map((delivery) => deliveryRow(delivery, owedTo));
  if (rows.length > 0) console.table(rows);
  else console.log('No delivery. Records are kept for 7 days.');
  if (found.size === LIMIT) console.log(`Only ${LIMIT} records were looked at.`);
  await db.terminate();
  return 0;
});
