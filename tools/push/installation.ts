import { glob, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Firestore } from 'firebase-admin/firestore';
import { deployedName } from '../../functions/src/config/environment.ts';
import { type App, kitInstances } from './app.ts';
import { accountsIn, deleteAccount } from './commands/accounts.ts';
import { alertsIn, METRICS, QUEUES } from './commands/alarms.ts';
import { codebaseOf } from './doctor/judge.ts';
import { admin } from './firebase.ts';
import { withoutKit } from './firebase-json.ts';
import { ourIndexes, withoutOurs } from './firestore-indexes.ts';
import { type Ask, idOf, required } from './google-api.ts';
import { at, listAt, parseJson } from './json.ts';

/** Something that our backend has left in a project or in an app, or several of its kind. */
export interface Item {
  readonly name: string;
  remove(): Promise<unknown>;
}

/** Where it is looked for. */
export interface Installation {
  readonly app: App;
  readonly project: string;
  readonly ask: Ask;
  readonly db: Firestore;
  progress(line: string): void;
}

/** All kinds, in the order in which they are removed: first what could make more of the others. */
export const KINDS: Readonly<Record<string, (of: Installation) => Promise<readonly Item[]>>> = {
  functions,
  schedules,
  queues,
  indexes,
  data,
  alarms,
  accounts,
  folder,
};

const api = (name: string) => (path: string) => `https://${name}.googleapis.com/${path}`;
const FUNCTIONS = api('cloudfunctions');
const SCHEDULER = api('cloudscheduler');
const TASKS = api('cloudtasks');
const FIRESTORE = api('firestore');

async function functions({ app, project, ask }: Installation): Promise<Item[]> {
  const url = FUNCTIONS(`v2/projects/${project}/locations/-/functions?pageSize=1000`);
  return listAt(required('Functions', await ask(url)), 'functions')
    .filter((each) => codebaseOf(each) === app.codebase)
    .map((each) => ({
      name: `${idOf(each)}, with its trigger`,
      remove: async () => {
        const name = String(at(each, 'name'));
        const started = await ask(FUNCTIONS(`v2/${name}`), undefined, 'DELETE');
        await finished(ask, required(idOf(each), started));
      },
    }));
}

const POLL_MS = 1_000;

/** Waits for an operation of the Cloud Functions API, which says itself when it has failed. */
async function finished(ask: Ask, operation: unknown): Promise<void> {
  const name = String(at(operation, 'name'));
  for (let now = operation; at(now, 'done') !== true; ) {
    await delay(POLL_MS);
    now = required(name, await ask(FUNCTIONS(`v2/${name}`)));
  }
}

/** Resources of a list, each of which goes by a DELETE. */
const deletable = (ask: Ask, origin: (path: string) => string, names: readonly string[]): Item[] =>
  names.map((name) => ({
    name: basename(name),
    remove: async () => required(name, await ask(origin(name), undefined, 'DELETE')),
  }));

const isOurs = ({ kit }: App, id: string, names: readonly string[]): boolean =>
  kit === undefined ? names.includes(id) : id.startsWith(deployedName('', kit));

async function schedules({ app, project, ask }: Installation): Promise<Item[]> {
  const url = SCHEDULER(`v1/projects/${project}/locations/${app.region}/jobs?pageSize=500`);
  const names = listAt(required('Schedules', await ask(url)), 'jobs')
    .map((each) => String(at(each, 'name')))
    .filter((name) => {
      const [, id = ''] = /\/firebase-schedule-(.+)$/.exec(name) ?? [];
      return isOurs(app, id.replace(`-${app.region}`, ''), ['pruneStaleTokens']);
    });
  return deletable(ask, (name) => SCHEDULER(`v1/${name}`), names);
}

async function queues({ app, project, ask }: Installation): Promise<Item[]> {
  const url = TASKS(`v2/projects/${project}/locations/${app.region}/queues?pageSize=1000`);
  const names = listAt(required('Queues', await ask(url)), 'queues')
    .filter((each) => isOurs(app, idOf(each), QUEUES))
    .map((each) => String(at(each, 'name')));
  return deletable(ask, (name) => TASKS(`v2/${name}`), names);
}

/** Field overrides and TTL policies of the project, and our lines in the app's file. */
async function indexes({ app, project, ask }: Installation): Promise<Item[]> {
  const ours = await ourIndexes();
  const items: Item[] = [];
  const path = app.firestoreFile('indexes');
  const { text, removed } = withoutOurs(await readFile(path, 'utf8'), ours);
  // In a clone the file is the project's own.
  if (removed.length > 0 && app.kit !== undefined) {
    const name = `${removed.length} lines in ${relative(app.root, path)}`;
    items.push({ name, remove: () => writeFile(path, text) });
  }
  for (const { collectionGroup, fieldPath, ttl = false } of ours) {
    const name = `projects/${project}/databases/(default)/collectionGroups/${collectionGroup}/fields/${fieldPath}`;
    const field = await ask(FIRESTORE(`v1/${name}`));
    if (field.status === 404) continue;
    const found = required(`${collectionGroup}.${fieldPath}`, field);
    const has = at(found, ttl ? 'ttlConfig' : 'indexConfig');
    if (has === undefined || at(has, 'usesAncestorConfig') === true) continue;
    items.push({
      name: `${ttl ? 'TTL policy' : 'override'} of ${collectionGroup}.${fieldPath}`,
      remove: async () => required(name, await ask(FIRESTORE(`v1/${name}`), {}, 'PATCH')),
    });
  }
  return items;
}

/** Collections and documents that only our functions write. */
export const KEPT = ['deliveries', 'pushTokenOwners', 'deletedUsers', 'inboxes', 'testPushes'];
const SWITCH = 'operations/sending';
/** Of each user. */
const FIELD = 'pushTokens';
export const BELOW = ['notifications', 'senders'];
/** Users at once. */
const PAGE = 200;

async function data({ db, progress }: Installation): Promise<Item[]> {
  const { COLLECTIONS } = await import('../../functions/src/config/app-data.ts');
  const { FieldValue } = admin('firestore');
  const items: Item[] = [];
  for (const name of KEPT) {
    const { count } = (await db.collection(name).count().get()).data();
    if (count === 0) continue;
    const remove = () => db.recursiveDelete(db.collection(name));
    items.push({ name: `${name}: ${count} documents`, remove });
  }
  if ((await db.doc(SWITCH).get()).exists) {
    items.push({ name: SWITCH, remove: () => db.doc(SWITCH).delete() });
  }
  const users = db.collection(COLLECTIONS.devices);
  items.push({
    name: `${COLLECTIONS.devices}: ${FIELD} of each document, and its ${BELOW.join(' and ')}`,
    remove: async () => {
      let gone = 0;
      for (let last: string | undefined; ; ) {
        const all = users.orderBy('__name__').select(FIELD).limit(PAGE);
        const { docs } = await (last === undefined ? all : all.startAfter(last)).get();
        await Promise.all(
          docs.map(async (user) => {
            for (const each of BELOW) await db.recursiveDelete(user.ref.collection(each));
            if (user.get(FIELD) !== undefined)
              await user.ref.update({ [FIELD]: FieldValue.delete() });
          }),
        );
        gone += docs.length;
        progress(`${gone} users`);
        if (docs.length < PAGE) return;
        last = docs.at(-1)?.id;
      }
    },
  });
  return items;
}

async function alarms({ project, ask }: Installation): Promise<Item[]> {
  const monitoring = api('monitoring');
  const logging = api('logging');
  const listed = required('Alerts', await ask(monitoring(`v3/projects/${project}/alertPolicies`)));
  const found = await Promise.all(
    METRICS.map(async ({ name }) => {
      const answer = await ask(logging(`v2/projects/${project}/metrics/${name}`));
      return answer.status === 404 ? [] : [`projects/${project}/metrics/${name}`];
    }),
  );
  return [
    ...alertsIn(listed).map(({ name, title }) => ({
      name: title,
      remove: async () => required(title, await ask(monitoring(`v3/${name}`), undefined, 'DELETE')),
    })),
    ...deletable(ask, (name) => logging(`v2/${name}`), found.flat()),
  ];
}

async function accounts({ project, ask }: Installation): Promise<Item[]> {
  return (await accountsIn(ask, project)).map((name) => ({
    name,
    remove: () => deleteAccount(ask, project, name),
  }));
}

/** The wrapper, in which events of the app's own may lie, the dotenv files, and the entry. */
async function folder({ app }: Installation): Promise<Item[]> {
  const { kit, root, source, config } = app;
  if (kit === undefined) return [];
  const path = join(root, 'firebase.json');
  const text = await readFile(path, 'utf8');
  const isLast = Object.keys(kitInstances(parseJson(text))).length === 1;
  const home = isLast ? join(source, '..') : config;
  const code = await Array.fromAsync(glob('src/**/*.ts', { cwd: source }));
  return [
    { name: `the entry in firebase.json`, remove: () => writeFile(path, withoutKit(text, kit)) },
    {
      name: `${relative(root, home)}${isLast ? `, with the app’s own code: ${code.sort().join(', ')}` : ''}`,
      remove: () => rm(home, { recursive: true }),
    },
  ];
}
