import { deliveryFilter, deliveryRow, type StoredDelivery } from '../delivery-record.ts';
import { withDatabase } from '../firebase.ts';
import { Misused, type Program, type Run } from '../run.ts';

/** More fill no screen and cost a read each. */
const LIMIT = 500;

export function deliveries(program: Program, run: Run): void {
  program
    .command('deliveries')
    .description('Lists what became of pushes. Records are kept for 7 days.')
    .option('--event <name>', 'of an event, such as comment or like')
    .option('--about <name=id>', 'by an ID in the path of what happened, such as commentId=abc')
    .option('--author <uid>', 'of what somebody did')
    .option('--pending-for <uid>', 'that somebody still has to get')
    .option('--expired-since <age>', 'given up within 90m, 2h, 1d')
    .action((asked) =>
      run(({ app }) =>
        withDatabase(app, async (db) => {
          const filter = deliveryFilter(db, asked, Date.now());
          if (typeof filter === 'string') throw new Misused(filter);
          const found = await filter.query.limit(LIMIT).get();
          const rows = found.docs
            .map((each) => each.data() as StoredDelivery)
            .filter(filter.matches)
            .sort((a, b) => a.event.at.toMillis() - b.event.at.toMillis())
            .map((delivery) => deliveryRow(delivery, asked.pendingFor));
          const cut = found.size === LIMIT ? [`Only ${LIMIT} records were looked at.`] : [];
          return { text: [rows.length > 0 ? rows : 'No delivery.', ...cut], json: rows };
        }),
      ),
    );
}
