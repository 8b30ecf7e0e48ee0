import { deployedName } from '../../../functions/src/config/environment.ts';
import { PUSH_MAX_AGE } from '../../../functions/src/config/params.ts';
import type { App } from '../app.ts';
import { deliveryFilter, type StoredDelivery, subjectOf } from '../delivery-record.ts';
import { withDatabase } from '../firebase.ts';
import { askAbout, required } from '../google-api.ts';
import { at } from '../json.ts';
import { Misused, type Program, type Run } from '../run.ts';

/** What needs no repeating. */
const SETTLED = new Set(['sent again', 'waits already', 'nothing expired']);
/** Records under way at once: each takes a read, a write and a task. */
const AT_ONCE = 20;

export function replay(program: Program, run: Run): void {
  program
    .command('replay')
    .description('Sends pushes after all that have expired. The command deliveries lists the same.')
    .option('--event <name>', 'of an event, such as comment or like')
    .option('--about <name=id>', 'by an ID in the path of what happened, such as commentId=abc')
    .option('--expired-since <age>', 'given up within 90m, 2h, 1d')
    .action((asked) =>
      run(async ({ app, interrupt, progress }) => {
        const [{ recordStore }, { addTask, retryTask }, { replayDelivery }] = await Promise.all([
          import('../../../functions/src/delivery/record-store.ts'),
          import('../../../functions/src/triggers/tasks.ts'),
          import('../replay-delivery.ts'),
        ]);
        const { project, region, kit } = app;
        const account = project === undefined ? undefined : await taskAccountOf(app, project);
        return withDatabase(
          app,
          async (db, firebase) => {
            const filter = deliveryFilter(db, asked, Date.now());
            if (typeof filter === 'string') throw new Misused(filter);
            const where = { region, ...(kit !== undefined && { kit }) };
            const ports = {
              records: recordStore(db),
              scheduleRetry: (id: string, attempt: number, time: number) =>
                addTask(firebase, where, retryTask(id, attempt, time, Date.now())),
              limits: {
                maxAgeMs: 1000 * Number(app.params.PUSH_MAX_AGE ?? PUSH_MAX_AGE.options.default),
              },
              now: Date.now,
            };

            const found = (await filter.query.select('event', 'page', 'leaseExpireTime').get()).docs
              .map((each) => ({ id: each.id, ...(each.data() as StoredDelivery) }))
              .filter(filter.matches);
            const rows: { readonly became: string }[] = [];
            while (rows.length < found.length && !interrupt.aborted) {
              const some = found.slice(rows.length, rows.length + AT_ONCE).map(async (each) => ({
                ...subjectOf(each),
                ...(await replayDelivery(each.id, ports).catch(failure)),
              }));
              rows.push(...(await Promise.all(some)));
              progress(`${rows.length} of ${found.length}`);
            }
            const unsettled = rows.length < found.length;
            return {
              text: [rows.length > 0 ? rows : 'No delivery.'],
              json: rows,
              failed: unsettled || rows.some(({ became }) => !SETTLED.has(became)),
            };
          },
          account,
        );
      }),
    );
}

/** The service account of `retryDelivery`, as which its tasks call it. */
async function taskAccountOf({ region, kit }: App, project: string): Promise<string> {
  const ask = await askAbout(project);
  const name = `projects/${project}/locations/${region}/functions/${deployedName('retryDelivery', kit)}`;
  const answer = await ask(`https://cloudfunctions.googleapis.com/v2/${name}`);
  const found = required('The function retryDelivery could not be looked up', answer);
  return String(at(found, 'serviceConfig', 'serviceAccountEmail'));
}

/** Others go on. */
const failure = (error: unknown) => ({ became: `failed: ${error}`, devices: 0 });
