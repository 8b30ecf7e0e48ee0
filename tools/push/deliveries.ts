import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from '../launcher/usage.ts';
import { deliveryFilter, FILTERS } from './delivery-filter.ts';
import { deliveryRow, type StoredDelivery, showRows } from './delivery-row.ts';
import { databaseOf, openApp } from './firebase.ts';

const USAGE =
  'Usage: npm run deliveries -- (--comment ID | --post ID | --author UID | --pending-for UID | --expired-since 2h) [--project ID]';

/** More fill no screen and cost a read each. */
const LIMIT = 500;

await runProgram(async () => {
  const { values } = readArguments({ options: { ...FILTERS, project: { type: 'string' } } }, USAGE);
  const db = databaseOf(await openApp(values.project));
  const filter = deliveryFilter(db.collection('deliveries'), values, Date.now());
  if (filter === undefined) throw new LaunchError(USAGE);
  const found = await filter.query.limit(LIMIT).get();
  const rows = found.docs
    .map((each) => each.data() as StoredDelivery)
    .filter(filter.matches)
    .sort((a, b) => a.event.at.toMillis() - b.event.at.toMillis())
    .map((delivery) => deliveryRow(delivery, values['pending-for']));
  showRows(rows);
  if (found.size === LIMIT) console.log(`Only ${LIMIT} records were looked at.`);
  await db.terminate();
  return 0;
});
