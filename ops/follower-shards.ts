import type { Firestore } from 'firebase-admin/firestore';
import { PROJECT_ID } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from '../launcher/usage.ts';
import { DEPLOYMENT_OPTIONS, deploymentOf } from './deployment.ts';
import { databaseOf, openApp } from './firebase.ts';

const USAGE =
  'Usage: npm run followers:shards -- [--write | --delete] [--collection PATH] [--project ID [--app DIRECTORY [--kit INSTANCE]]]     Compares the shards of followers with their documents. With --write it makes them right.';
const OPTIONS = {
  ...DEPLOYMENT_OPTIONS,
  collection: { type: 'string' },
  write: { type: 'boolean', default: false },
  delete: { type: 'boolean', default: false },
} as const;

/** Sorts after each ID of a collection. */
const BEYOND = '\u{10FFFF}';

await runProgram(async (interrupt) => {
  const { values } = readArguments({ options: OPTIONS }, USAGE);
  const { collection, write, delete: remove, project, ...where } = values;
  if (write && remove) throw new LaunchError(USAGE);
  // Where the app keeps its followers is read by the code that is loaded next.
  const { params } = await deploymentOf(project ?? PROJECT_ID, where);
  process.env.POST_FOLLOWERS_COLLECTION ??= params.POST_FOLLOWERS_COLLECTION ?? '';
  const { COLLECTIONS } = await import('../functions/src/app-data.ts');
  const { fillShards, shardsOf } = await import(
    '../functions/src/notifications/followers/shard-store.ts'
  );

  const db = databaseOf(await openApp(project));
  const done = { collections: 0, followers: 0, wrong: 0 };
  for await (const path of collectionsLike(db, collection ?? COLLECTIONS.postFollowers)) {
    if (interrupt.aborted) break;
    done.collections += 1;
    if (remove) {
      await db.recursiveDelete(db.collection(shardsOf(path)));
      continue;
    }
    for await (const { ids, wrong } of fillShards(db, path, write)) {
      done.followers += ids;
      done.wrong += wrong;
      if (wrong > 0) console.log(`${path}: ${wrong} of ${ids}`);
    }
  }
  const counts = Object.entries(done).map(([what, count]) => `${what} ${count}`);
  console.log(remove ? `deleted the shards of ${done.collections} collections` : counts.join(', '));
  if (interrupt.aborted) console.log('Not all of them: it was interrupted.');
  else if (!write && done.wrong > 0) console.log('Nothing was written: that takes --write.');
  await db.terminate();
  return interrupt.aborted ? 1 : 0;
});

/** The collections in which there is something, for a path with `{wildcards}`: a read for each. */
async function* collectionsLike(db: Firestore, pattern: string): AsyncGenerator<string> {
  const segments = pattern.split('/');
  const all = db
    .collectionGroup(segments.at(-1) ?? pattern)
    .orderBy('__name__')
    .select()
    .limit(1);
  for (let from = all; ; ) {
    const [found] = (await from.get()).docs;
    if (found === undefined) return;
    const { path } = found.ref.parent;
    const parts = path.split('/');
    const isLike = segments.every((each, index) => each.startsWith('{') || each === parts[index]);
    if (isLike && parts.length === segments.length) yield path;
    from = all.startAfter(db.doc(`${path}/${BEYOND}`));
  }
}
