import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RunningFirestore } from '../../launcher/running-firestore.ts';
import { Misused, type Program, type Run } from '../run.ts';

/** Separates the documents of the attempts from the app's in a running emulator. */
const PROJECT_ID = 'demo-comment-push-rules';

export function rules(program: Program, run: Run): void {
  program
    .command('rules')
    .description(
      'Tests in an emulator what an app’s rules must allow and deny, with the app’s names.',
    )
    .argument('[file]', 'the rules; default: the file in firebase.json')
    .option('--own <section...>', 'sections for which the app has other rules on purpose')
    .action((file, { own = [] }) =>
      run(async ({ app, interrupt, progress }) => {
        const text = await readFile(file ? resolve(file) : app.firestoreFile('rules'), 'utf8');
        // These modules read the names of the app when they load.
        const [{ GUARANTEES }, { RulesEmulator }] = await Promise.all([
          import('../rules/guarantees.ts'),
          import('../rules/rules-emulator.ts'),
        ]);
        const unknown = own.filter((section) => !(section in GUARANTEES));
        if (unknown.length > 0) {
          const sections = Object.keys(GUARANTEES).join('\n  ');
          throw new Misused(`No section ${unknown.join(', ')}. There are:\n  ${sections}`);
        }
        const { FIRESTORE_EMULATOR_HOST: running } = process.env;
        await using started = running ? undefined : await RunningFirestore.start(interrupt);
        const emulator = new RulesEmulator(started?.host ?? running ?? '', PROJECT_ID);
        await emulator.setRules(text);

        const broken: { section: string; says: string }[] = [];
        let tried = 0;
        for (const [section, attempts] of Object.entries(GUARANTEES)) {
          if (own.includes(section)) continue;
          for (const wanted of ['allowed', 'denied'] as const) {
            await emulator.seed();
            for (const attempt of attempts[wanted]) {
              interrupt.throwIfAborted();
              const end = await emulator.try(attempt);
              // A denied attempt changes nothing.
              if (end === 'allowed') await emulator.seed();
              tried += 1;
              const verb = end === 'allowed' ? 'allows' : 'denies';
              if (end !== wanted) broken.push({ section, says: `${verb} “${attempt[0]}”` });
            }
          }
          progress(`${section}: tested`);
        }
        return {
          text: [
            ...broken.map(({ section, says }) => `✖ ${section}: ${says}`),
            `${tried - broken.length} of ${tried} attempts have the same result as with our rules.`,
          ],
          json: { tried, broken },
          failed: broken.length > 0,
        };
      }),
    );
}
