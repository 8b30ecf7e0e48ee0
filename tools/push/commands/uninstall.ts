import { withDatabase } from '../firebase.ts';
import { askAbout } from '../google-api.ts';
import { type Item, KINDS } from '../installation.ts';
import { Misused, type Program, projectOf, type Run } from '../run.ts';

const RULES =
  'The rules stay: remove the parts of ours that you merged. Clients that call the functions get errors.';
const QUEUES = 'The name of a deleted queue can be used again only after some days.';

export function uninstall(program: Program, run: Run): void {
  program
    .command('uninstall')
    .description(
      `Lists everything of this backend in a project: ${Object.keys(KINDS).join(', ')}. With --write it removes it.`,
    )
    .option('--write', 'remove it')
    .option('--keep <kind...>', 'kinds to keep')
    .action(({ write, keep = [] }) =>
      run(async ({ app, interrupt, progress }) => {
        const project = projectOf(app);
        const unknown = keep.filter((kind) => !(kind in KINDS));
        if (unknown.length > 0) {
          throw new Misused(`--keep takes ${Object.keys(KINDS).join(', ')}.`);
        }
        const ask = await askAbout(project);
        const json: Record<string, string[]> = {};
        const problems: string[] = [];
        const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
          try {
            return await work();
          } catch (error) {
            problems.push(`✖ ${error instanceof Error ? error.message : error}`);
            return undefined;
          }
        };
        await withDatabase(app, async (db) => {
          for (const [kind, find] of Object.entries(KINDS)) {
            if (keep.includes(kind)) continue;
            interrupt.throwIfAborted();
            const items: readonly Item[] =
              (await attempt(() => find({ app, project, ask, db, progress }))) ?? [];
            json[kind] = items.map(({ name }) => name);
            for (const item of write ? items : []) {
              interrupt.throwIfAborted();
              await attempt(() => item.remove());
              progress(`${kind}: ${item.name}`);
            }
          }
        });
        const listed = Object.entries(json).flatMap(([kind, names]) =>
          names.map((name) => `${kind}: ${name}`),
        );
        return {
          text: [
            ...listed,
            `${listed.length} found.`,
            ...problems,
            RULES,
            ...((json.queues ?? []).length > 0 ? [QUEUES] : []),
            write
              ? 'Everything is removed, except lines with ✖.'
              : 'Nothing was removed. To remove it, add --write.',
          ],
          json: { ...json, problems, removed: write === true },
          failed: problems.length > 0,
        };
      }),
    );
}
