import { deployedName } from '../../../functions/src/config/environment.ts';
import type { DeliveryPorts } from '../../../functions/src/delivery/deliver.ts';
import { replay as replayed } from '../../../functions/src/delivery/results.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import type { App } from '../app.ts';
import { withDatabase } from '../firebase.ts';
import { answerTo, askAbout } from '../google-api.ts';
import { at } from '../json.ts';
import { Misused, type Program, type Run } from '../run.ts';
import { deliveryFilter, type StoredDelivery, subjectOf } from './deliveries.ts';

/** The result of a replay. After `being sent` or `changed` it can be repeated. */
type Became = 'sent again' | 'waits already' | 'nothing expired' | 'being sent' | 'changed';
const NEEDS_NO_REPEAT = new Set(['sent again', 'waits already', 'nothing expired']);
/** Records that are replayed at the same time. Each needs a read, a write and a task. */
const AT_ONCE = 20;

export function replay(program: Program, run: Run): void {
  program
    .command('replay')
    .description(
      'Sends expired pushes again. With the same options, the command deliveries lists them.',
    )
    .option('--event <name>', 'of this event, such as comment or like')
    .option('--about <name=id>', 'with this ID in the event’s path, such as commentId=abc')
    .option('--expired-since <age>', 'that expired within 90m, 2h, 1d')
    .action((asked) =>
      run(async ({ app, interrupt, progress }) => {
        // These modules read the names of the app and of its params when they load.
        const [{ PUSH_MAX_AGE }, { recordStore }, { addTask, retryTask }] = await Promise.all([
          import('../../../functions/src/config/params.ts'),
          import('../../../functions/src/delivery/record-store.ts'),
          import('../../../functions/src/triggers/tasks.ts'),
        ]);
        const { project, region, kit, params } = app;
        const account = project === undefined ? undefined : await taskAccountOf(app, project);
        return withDatabase(
          app,
          async (db, firebase) => {
            const filter = deliveryFilter(db, asked, Date.now());
            if (typeof filter === 'string') throw new Misused(filter);
            const where = { region, ...(kit !== undefined && { kit }) };
            const maxAgeMs = 1000 * Number(params.PUSH_MAX_AGE ?? PUSH_MAX_AGE.options.default);
            const ports = {
              records: recordStore(db),
              scheduleRetry: (id: string, attempt: number, time: number) =>
                addTask(firebase, where, retryTask(id, attempt, time, Date.now())),
              limits: { maxAgeMs },
              now: Date.now,
            };

            const found = (await filter.query.select('event', 'page', 'leaseExpireTime').get()).docs
              .map((each) => ({ id: each.id, ...(each.data() as StoredDelivery) }))
              .filter(filter.matches);
            const rows: { readonly became: string }[] = [];
            while (rows.length < found.length && !interrupt.aborted) {
              const some = found.slice(rows.length, rows.length + AT_ONCE).map(async (each) => ({
                ...subjectOf(each),
                // If one fails, the others continue.
                ...(await replayDelivery(each.id, ports).catch((error: unknown) => ({
                  became: `failed: ${error}`,
                  devices: 0,
                }))),
              }));
              rows.push(...(await Promise.all(some)));
              progress(`${rows.length} of ${found.length}`);
            }
            return {
              text: [rows.length > 0 ? rows : 'No delivery.'],
              json: rows,
              failed:
                rows.length < found.length ||
                rows.some(({ became }) => !NEEDS_NO_REPEAT.has(became)),
            };
          },
          account,
        );
      }),
    );
}

/** Returns the service account of `retryDelivery`. The tasks use it to call the function. */
async function taskAccountOf({ region, kit }: App, project: string): Promise<string> {
  const name = `projects/${project}/locations/${region}/functions/${deployedName('retryDelivery', kit)}`;
  const url = `https://cloudfunctions.googleapis.com/v2/${name}`;
  const found = await answerTo(await askAbout(project), url);
  const account = at(found, 'serviceConfig', 'serviceAccountEmail');
  if (typeof account !== 'string') throw new LaunchError(`There is no function ${name}.`);
  return account;
}

/**
 * Makes the expired pushes of a delivery pending and schedules a task. If the delivery is not done,
 * only schedules the task: an earlier replay may have failed before that.
 */
export async function replayDelivery(
  id: string,
  {
    records,
    scheduleRetry,
    limits,
    now,
  }: Pick<DeliveryPorts, 'records' | 'scheduleRetry' | 'now'> & {
    readonly limits: Pick<DeliveryPorts['limits'], 'maxAgeMs'>;
  },
): Promise<{ readonly became: Became; readonly devices: number }> {
  const found = await records.read(id);
  if (found === undefined) return { became: 'changed', devices: 0 };
  const { record, version } = found;
  const devices = record.expired?.length ?? 0;
  const next = replayed(record, now(), limits);
  if (next === undefined) {
    if (record.state === 'done' || record.state === 'skipped') {
      return { became: 'nothing expired', devices };
    }
    await scheduleRetry(id, record.attempt, record.nextAttemptAt ?? record.leaseExpireTime);
    return { became: record.state === 'sending' ? 'being sent' : 'waits already', devices };
  }
  if ((await records.replace(id, next, version)) === undefined) {
    return { became: 'changed', devices };
  }
  await scheduleRetry(id, next.attempt, next.nextAttemptAt ?? now());
  return { became: 'sent again', devices };
}
