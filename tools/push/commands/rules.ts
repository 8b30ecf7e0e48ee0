import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RunningFirestore } from '../../launcher/running-firestore.ts';
import { RulesClient } from '../rules/rules-client.ts';
import { Misused, type Program, type Run } from '../run.ts';

/** Beside the app's own documents in a running emulator. */
const PROJECT_ID = 'demo-comment-push-rules';

export function rules(program: Program, run: Run): void {
  program
    .command('rules')
    .description(
      'Tries what an app’s rules have to allow and to deny, by its names, in an emulator.',
    )
    .argument('[file]', 'instead of the one in firebase.json')
    .option('--own <section...>', 'has other rules on purpose')
    .action((file, { own = [] }) =>
      run(async ({ app, interrupt, progress }) => {
        const text = await readFile(file ? resolve(file) : app.firestoreFile('rules'), 'utf8');
        // By the names of the app, which is known by now.
        const [{ GUARANTEES }, { seededDocuments }] = await Promise.all([
          import('../rules/guarantees.ts'),
          import('../rules/seeded-documents.ts'),
        ]);
        const unknown = own.filter((section) => !(section in GUARANTEES));
        if (unknown.length > 0) {
          const sections = Object.keys(GUARANTEES).join('\n  ');
          throw new Misused(`No section ${unknown.join(', ')}. There are:\n  ${sections}`);
        }
        const { FIRESTORE_EMULATOR_HOST } = process.env;
        await using started = FIRESTORE_EMULATOR_HOST
          ? undefined
          : await RunningFirestore.start(interrupt);
        const host = started?.host ?? FIRESTORE_EMULATOR_HOST ?? '';
        const client = new RulesClient(host, PROJECT_ID);
        await client.setRules(text);

        const documents = seededDocuments();
        const broken: { section: string; says: string }[] = [];
        let tried = 0;
        for (const [section, { allowed, denied }] of Object.entries(GUARANTEES)) {
          if (own.includes(section)) continue;
          for (const [wanted, attempts] of [
            ['allowed', allowed],
            ['denied', denied],
          ] as const) {
            await client.seed(documents);
            for (const attempt of attempts) {
              interrupt.throwIfAborted();
              if (wanted === 'allowed') await client.seed(documents);
              const [title, uid, request] = attempt;
              const end = await request(client.as(uid));
              tried += 1;
              const verb = end === 'allowed' ? 'lets through' : 'refuses';
              if (end !== wanted) broken.push({ section, says: `${verb} “${title}”` });
            }
          }
          progress(`${section}: tried`);
        }
        return {
          text: [
            ...broken.map(({ section, says }) => `✖ ${section}: ${says}`),
            `${tried - broken.length} of ${tried} attempts end as they do with our rules.`,
          ],
          json: { tried, broken },
          failed: broken.length > 0,
        };
      }),
    );
}
