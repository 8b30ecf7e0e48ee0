import { deployedName } from '../../functions/src/config/kit-instance.ts';
import { PUSH_MAX_AGE } from '../../functions/src/config/params.ts';
import { recordStore } from '../../functions/src/delivery/record-store.ts';
import { addTask, retryTask } from '../../functions/src/triggers/tasks.ts';
import { PROJECT_ID } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from '../launcher/usage.ts';
import { deliveryFilter, FILTERS } from './delivery-filter.ts';
import { type StoredDelivery, showRows, subjectOf } from './delivery-row.ts';
import { DEPLOYMENT_OPTIONS, type Deployment, deploymentOf } from './deployment.ts';
import { databaseOf, openApp } from './firebase.ts';
import { accessToken, askWith, LOGIN } from './google-api.ts';
import { at } from './json-path.ts';
import { replayDelivery } from './replay-delivery.ts';

const USAGE =
  'Usage: npm run replay -- (--comment ID | --expired-since 2h) [--project ID [--app DIRECTORY [--kit INSTANCE]]]     npm run deliveries lists the same.';
const OPTIONS = {
  comment: FILTERS.comment,
  'expired-since': FILTERS['expired-since'],
  ...DEPLOYMENT_OPTIONS,
} as const;

/** What needs no repeating. */
const SETTLED = new Set(['sent again', 'waits already', 'nothing expired']);
/** Records under way at once: each takes a read, a write and a task. */
const AT_ONCE = 20;

/** The service account of `retryDelivery`, as which its tasks call it. */
async function taskAccountOf({ project, region, kit }: Deployment): Promise<string> {
  const token = await accessToken();
  if (token === undefined) throw new LaunchError(`Log in first: ${LOGIN}`);
  const name = `projects/${project}/locations/${region}/functions/${deployedName('retryDelivery', kit)}`;
  const { status, body } = await askWith(
    token,
    project,
  )(`https://cloudfunctions.googleapis.com/v2/${name}`);
  const account = at(body, 'serviceConfig', 'serviceAccountEmail');
  if (typeof account === 'string') return account;
  const why = at(body, 'error', 'message') ?? (status === undefined ? body : status);
  throw new LaunchError(`The function retryDelivery could not be looked up: ${why}`);
}

/** Others go on. */
const failure = (error: unknown) => ({ became: `failed: ${error}`, devices: 0 });

await runProgram(async (interrupt) => {
  const { values } = readArguments({ options: OPTIONS }, USAGE);
  const { project, comment, 'expired-since': ago } = values;
  if ((comment === undefined) === (ago === undefined)) throw new LaunchError(USAGE);
  const deployment = await deploymentOf(project ?? PROJECT_ID, values);
  const app = await openApp(project, project && (await taskAccountOf(deployment)));
  const db = databaseOf(app);
  const filter = deliveryFilter(db.collection('deliveries'), values, Date.now());
  if (filter === undefined) throw new LaunchError(USAGE);
  const ports = {
    records: recordStore(db),
    scheduleRetry: (id: string, attempt: number, time: number) =>
      addTask(app, deployment, retryTask(id, attempt, time, Date.now())),
    limits: {
      maxAgeMs: 1000 * Number(deployment.params.PUSH_MAX_AGE ?? PUSH_MAX_AGE.options.default),
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
  }
  showRows(rows);
  await db.terminate();
  return rows.some(({ became }) => !SETTLED.has(became)) ? 1 : 0;
});
