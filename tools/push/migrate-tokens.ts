import type { Firestore, QueryDocumentSnapshot } from 'firebase-admin/firestore';
import { PROJECT_ID } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from '../launcher/usage.ts';
import { DEPLOYMENT_OPTIONS, deploymentOf } from './deployment.ts';
import { databaseOf, openApp } from './firebase.ts';
import { oldTokensIn } from './old-tokens.ts';

const USAGE =
  'Usage: npm run tokens:migrate -- --field fcmTokens --platform android [--write] [--after UID] [--project ID [--app DIRECTORY [--kit INSTANCE]]]     Without --write nothing is saved.';
const OPTIONS = {
  ...DEPLOYMENT_OPTIONS,
  field: { type: 'string' },
  platform: { type: 'string' },
  after: { type: 'string' },
  write: { type: 'boolean', default: false },
} as const;

/** Users that are read at once. */
const PAGE = 300;
/** Users whose devices are saved at once: each takes a few reads and a write of each device. */
const AT_ONCE = 20;

const done = { users: 0, saved: 0, 'there already': 0, refused: 0 };

await runProgram(async (interrupt) => {
  const { field, platform, after, write, project, ...where } = readArguments(
    { options: OPTIONS },
    USAGE,
  ).values;
  if (field === undefined || platform === undefined) throw new LaunchError(USAGE);
  // Where the app keeps its users is read by the code that is loaded next.
  const { params } = await deploymentOf(project ?? PROJECT_ID, where);
  process.env.USERS_COLLECTION ??= params.USERS_COLLECTION ?? '';
  const { COLLECTIONS } = await import('../../functions/src/config/app-data.ts');
  const { isSaved, saveDevice } = await import('../../functions/src/tokens/device-store.ts');
  const { parseSaveRequest } = await import('../../functions/src/tokens/requests.ts');

  const db = databaseOf(await openApp(project));
  let last = after;

  async function migrate(user: QueryDocumentSnapshot): Promise<void> {
    // One after the other, since all of them are written to the same document.
    for (const old of oldTokensIn(user.get(field ?? ''))) {
      const device = parseSaveRequest({ platform, ...old });
      if ('violations' in device) done.refused++;
      // Whoever has it now has it from the app itself, which knows better.
      else if (await isSaved(db, device.value.target)) done['there already']++;
      else {
        if (write) await saveDevice(db, { uid: user.id, issuedAt: Date.now() }, device.value);
        done.saved++;
      }
    }
    done.users++;
  }

  while (!interrupt.aborted) {
    const users = await page(db, COLLECTIONS.users, field, last);
    for (let first = 0; first < users.length && !interrupt.aborted; first += AT_ONCE) {
      const some = users.slice(first, first + AT_ONCE);
      await Promise.all(some.map(migrate));
      last = some.at(-1)?.id ?? last;
    }
    const counts = Object.entries(done).map(([what, count]) => `${what} ${count}`);
    console.log(`${counts.join(', ')}${last === undefined ? '' : `, up to ${last}`}`);
    if (users.length < PAGE) break;
  }
  if (interrupt.aborted) console.log(`Go on with --after ${last ?? ''}`);
  else if (!write) console.log('Nothing was saved: that takes --write.');
  await db.terminate();
  return interrupt.aborted ? 1 : 0;
});

async function page(db: Firestore, users: string, field: string, after: string | undefined) {
  const all = db.collection(users).orderBy('__name__').select(field).limit(PAGE);
  return (await (after === undefined ? all : all.startAfter(after)).get()).docs;
}
