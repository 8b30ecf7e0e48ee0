import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LaunchError } from '../../launcher/launch-error.ts';
import { mergedInto, ourIndexes } from '../firestore-indexes.ts';
import type { Program, Run } from '../run.ts';

export function indexes(program: Program, run: Run): void {
  program
    .command('indexes')
    .description(
      'Adds our indexes and TTL policies to an app’s file, with the app’s names. Removes nothing.',
    )
    .argument('[file]', 'instead of the one in firebase.json')
    .action((file) =>
      run(async ({ app }) => {
        const path = file ? resolve(file) : app.firestoreFile('indexes');
        const text = await readFile(path, 'utf8').catch(() => {
          throw new LaunchError(
            `There is no ${path}. For a project that has indexes: npx firebase firestore:indexes --project PROJECT > ${path}`,
          );
        });
        const merged = mergedInto(text, await ourIndexes());
        if (merged.added.length > 0) await writeFile(path, merged.text);
        const { added, undecided } = merged;
        return {
          text: [
            ...added.map((each) => `+ ${each}`),
            `${added.length} added to ${path}, nothing removed.`,
            ...undecided.map(
              (field) =>
                `✖ ${field}: your file and ours differ about whether it is a TTL. Rename your field, or set "ttl" if no document of the app has that field.`,
            ),
          ],
          json: { file: path, added, undecided },
          failed: undecided.length > 0,
        };
      }),
    );
}
