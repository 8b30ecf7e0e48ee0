import { type App, KIT } from '../app.ts';
import type { Program, Run } from '../run.ts';

export function params(program: Program, run: Run): void {
  program
    .command('params')
    .description(
      'Prints a dotenv file with every param, to copy. Names on standard error those that are refused.',
    )
    .action(() =>
      run(async ({ app, progress }) => {
        const wrong = await wrongParams(app);
        for (const sentence of wrong) progress(`✖ ${sentence}`);
        const json = { set: app.params, wrong };
        return { text: [await dotenvText(app)], json, failed: wrong.length > 0 };
      }),
    );
}

/** Loaded once the app is known: the names of params differ in a kit, and some have their values at once. */
const loadParams = () => import('../../../functions/src/config/all-params.ts');

/** A sentence for each param that a deployment or the emulators would refuse. */
export async function wrongParams({ project, params }: App): Promise<string[]> {
  return (await loadParams()).refusedValues(params, project === undefined);
}

/** A dotenv file with every param, its meaning and its default. App Check is on in a project's own. */
export async function dotenvText({ project }: Pick<App, 'project'>): Promise<string> {
  const lines = (await loadParams()).ALL_PARAMS.map(({ name, options }) => {
    const value = project && name === 'ENFORCE_APP_CHECK' ? true : options.default;
    return `# ${options.description}\n${name}=${value}\n`;
  });
  return [
    `# Params of ${KIT}. What is not here has the default that is written here.\n`,
    ...lines,
  ].join('\n');
}
