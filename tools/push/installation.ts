import { glob, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Firestore } from 'firebase-admin/firestore';
import { deployedName } from '../../functions/src/config/environment.ts';
import { type App, kitInstances } from './app.ts';
import { accountsIn, deleteAccount } from './commands/accounts.ts';
import { alertsOf, METRICS, metricAt, QUEUES } from './commands/alarms.ts';
import { codebaseOf } from './doctor/judge.ts';
import { admin, pagesOf } from './firebase.ts';
import { withoutKit } from './firebase-json.ts';
import { ourIndexes, withoutOurs } from './firestore-indexes.ts';
import { type Ask, answerTo, idOf } from './google-api.ts';
import { at, listAt, parseJson } from './json.ts';

/** Something of our backend in a project or an app, or several of one kind. */
export interface Item {
  readonly name: string;
  remove(): Promise<unknown>;
}

/** Where to look for it. */
export interface Installation {
  readonly app: App;
  readonly project: string;
  readonly ask: Ask;
  readonly db: Firestore;
  progress(line: string): void;
}

/** All kinds, in the order of their removal: first those that could create others again. */
export const KINDS: Readonly<Record<string, (of: Installation) => Promise<readonly Item[]>>> = {
  functions: ({ app, project, ask }) =>
    resources(
      ask,
      'https://cloudfunctions.googleapis.com/v2',
      `projects/${project}/locations/-/functions?pageSize=1000`,
      (each) => codebaseOf(each) === app.codebase,
    ),

  schedules: ({ app, project, ask }) =>
    resources(
      ask,
      'https://cloudscheduler.googleapis.com/v1',
      `projects/${project}/locations/${app.region}/jobs?pageSize=500`,
      (each) => {
        const [, id = ''] = /^firebase-schedule-(.+)$/.exec(idOf(each)) ?? [];
        return isOurs(app, id.replace(`-${app.region}`, ''), ['pruneStaleTokens']);
      },
    ),

  queues: ({ app, project, ask }) =>
    resources(
      ask,
      'https://cloudtasks.googleapis.com/v2',
      `projects/${project}/locations/${app.region}/queues?pageSize=1000`,
      (each) => isOurs(app, idOf(each), QUEUES),
    ),

  indexes,
  data,

  async alarms({ project, ask }) {
    const metrics = await Promise.all(
      METRICS.map(async ({ name }) => {
        const found = await answerTo(ask, metricAt(project, name));
        const remove = () => answerTo(ask, metricAt(project, name), undefined, 'DELETE');
        return found === undefined ? [] : [{ name, remove }];
      }),
    );
    const alerts = (await alertsOf(project, ask)).map((each) => ({
      ...deletable(ask, 'https://monitoring.googleapis.com/v3', each),
      name: String(at(each, 'displayName')),
    }));
    return [...alerts, ...metrics.flat()];
  },

  async accounts({ project, ask }) {
    const names = await accountsIn(ask, project);
    return names.map((name) => ({ name, remove: () => deleteAccount(ask, project, name) }));
  },

  folder,
};

const isOurs = ({ kit }: App, id: string, names: readonly string[]): boolean =>
  kit === undefined ? names.includes(id) : id.startsWith(deployedName('', kit));

/** Returns those resources of a collection that are ours. The answer names them as the path does. */
async function resources(
  ask: Ask,
  origin: string,
  path: string,
  isWanted: (resource: unknown) => boolean,
): Promise<Item[]> {
  const [, field = ''] = /(\w+)\?/.exec(path) ?? [];
  const found = listAt(await answerTo(ask, `${origin}/${path}`), field);
  return found.filter(isWanted).map((each) => deletable(ask, origin, each));
}

const POLL_MS = 1_000;

/** Returns the item of a resource. If its deletion is an operation, `remove` waits for it. */
const deletable = (ask: Ask, origin: string, resource: unknown): Item => ({
  name: idOf(resource),
  async remove() {
    const url = `${origin}/${at(resource, 'name')}`;
    let operation = await answerTo(ask, url, undefined, 'DELETE');
    while (at(operation, 'name') !== undefined && at(operation, 'done') !== true) {
      await delay(POLL_MS);
      operation = await answerTo(ask, `${origin}/${at(operation, 'name')}`);
    }
  },
});

/** Returns field overrides and TTL policies of the project, and our lines in the app's file. */
async function indexes({ app, project, ask }: Installation): Promise<Item[]> {
  const ours = await ourIndexes();
  const items: Item[] = [];
  const path = app.firestoreFile('indexes');
  const { text, removed } = withoutOurs(await readFile(path, 'utf8'), ours);
  // In a clone, the file belongs to the project.
  if (removed.length > 0 && app.kit !== undefined) {
    const name = `${removed.length} lines in ${relative(app.root, path)}`;
    items.push({ name, remove: () => writeFile(path, text) });
  }
  const groups = `https://firestore.googleapis.com/v1/projects/${project}/databases/(default)/collectionGroups`;
  for (const { collectionGroup, fieldPath, ttl = false } of ours) {
    const url = `${groups}/${collectionGroup}/fields/${fieldPath}`;
    const has = at(await answerTo(ask, url), ttl ? 'ttlConfig' : 'indexConfig');
    if (has === undefined || at(has, 'usesAncestorConfig') === true) continue;
    items.push({
      name: `${ttl ? 'TTL policy' : 'override'} of ${collectionGroup}.${fieldPath}`,
      remove: () => answerTo(ask, url, {}, 'PATCH'),
    });
  }
  return items;
}

/** Collections that only our functions write. */
export const KEPT = ['deliveries', 'pushTokenOwners', 'deletedUsers', 'inboxes', 'testPushes'];
const SWITCH = 'operations/sending';
/** A field of each user. */
const FIELD = 'pushTokens';
export const BELOW = ['notifications', 'senders'];
/** Number of users per read. */
const PAGE = 200;

async function data({ db, progress }: Installation): Promise<Item[]> {
  const { COLLECTIONS } = await import('../../functions/src/config/app-data.ts');
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
  items.push({
    name: `${COLLECTIONS.devices}: ${FIELD} of each document, and its ${BELOW.join(' and ')}`,
    async remove() {
      const gone = { [FIELD]: admin('firestore').FieldValue.delete() };
      let users = 0;
      for await (const page of pagesOf(db.collection(COLLECTIONS.devices), FIELD, PAGE)) {
        await Promise.all(
          page.map(async (user) => {
            for (const each of BELOW) await db.recursiveDelete(user.ref.collection(each));
            if (user.get(FIELD) !== undefined) await user.ref.update(gone);
          }),
        );
        users += page.length;
        progress(`${users} users`);
      }
    },
  });
  return items;
}

/** Returns the wrapper, which can contain the app's own events, the dotenv files, and the entry. */
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
