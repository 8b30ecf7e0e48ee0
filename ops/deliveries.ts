import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from './arguments.ts';
import { deliveryRow, type StoredDelivery } from './delivery-row.ts';
import { databaseOf, openApp } from './firebase.ts';
import { soughtIn, WAYS } from './sought.ts';

const USAGE =
  'Usage: npm run deliveries -- (--comment ID | --post ID | --author UID | --owed-to UID | --expired-since 2h) [--project ID]';

/** More fill no screen and cost a read each. */
const LIMIT = 500;

await runProgram(async () => {
  const { values } = readArguments({ options: { ...WAYS, project: { type: 'string' } } }, USAGE);
  const db = databaseOf(await openApp(values.project));
  const sought = soughtIn(db.collection('deliveries'), values, Date.now());
  if (sought === undefined) throw new LaunchError(USAGE);
  const found = await sought.query.limit(LIMIT).get();
  const rows = found.docs
    .map((each) => each.data() as StoredDelivery)
    .filter(sought.fits)
    .sort((a, b) => a.bornAt.toMillis() - b.bornAt.toMillis())
    .map((delivery) => deliveryRow(delivery, values['owed-to']));
  if (rows.length > 0) console.table(rows);
  else console.log('No delivery. Records are kept for 7 days.');
  if (found.size === LIMIT) console.log(`Only ${LIMIT} records were looked at.`);
  await db.terminate();
  return 0;
});
