import { readFile, writeFile } from 'node:fs/promises';
import ours from '../../firestore.indexes.json' with { type: 'json' };
import { COLLECTIONS } from '../../functions/src/config/app-data.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { runProgram } from '../launcher/program.ts';
import { readArguments } from '../launcher/usage.ts';
import { type Indexes, mergedInto } from './firestore-indexes.ts';

const USAGE = 'Usage: npm run indexes:merge -- path/to/firestore.indexes.json';

/** Ours, for an app that may keep its users elsewhere. */
function ourIndexes(): Indexes {
  const users = COLLECTIONS.users.split('/').at(-1) ?? COLLECTIONS.users;
  return {
    ...ours,
    fieldOverrides: ours.fieldOverrides.map((each) =>
      each.collectionGroup === 'users' ? { ...each, collectionGroup: users } : each,
    ),
  };
}

async function read(path: string): Promise<Indexes> {
  try {
    const { indexes = [], ...rest } = JSON.parse(await readFile(path, 'utf8'));
    return { indexes, ...rest };
  } catch (error) {
    throw new LaunchError(
      `${path} cannot be read as JSON (${error instanceof Error ? error.message : error}). For a project that has indexes and no file: npx firebase firestore:indexes --project PROJECT > ${path}`,
    );
  }
}

await runProgram(async () => {
  const [path, ...more] = readArguments({ options: {}, allowPositionals: true }, USAGE).positionals;
  if (path === undefined || more.length > 0) throw new LaunchError(USAGE);
  const { file, added, undecided } = mergedInto(await read(path), ourIndexes());
  if (added.length > 0) await writeFile(path, `${JSON.stringify(file, undefined, 2)}\n`);
  for (const each of added) console.log(`+ ${each}`);
  console.log(`${added.length} added to ${path}, nothing removed.`);
  for (const field of undecided) {
    console.log(
      `✖ ${field}: the app says otherwise than ours whether it is a TTL. Rename yours, or set "ttl" where no document of the app has that field.`,
    );
  }
  return undecided.length === 0 ? 0 : 1;
});
