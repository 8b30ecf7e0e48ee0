import { type App, KIT } from '../app.ts';
import type { Program, Run } from '../run.ts';

export function params(program: Program, run: Run): void {
  program
    .command('params')
    .description(
      'Prints a dotenv file with every param, to copy. Prints invalid values on standard error.',
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

/** Loaded after the app is known, because names differ in a kit, and some params are read at once. */
const loadParams = () => import('../../../functions/src/config/all-params.ts');

/** Returns a sentence for each param that a deployment or the emulators would refuse. */
export async function wrongParams({ project, params }: App): Promise<string[]> {
  return (await loadParams()).refusedValues(params, project === undefined);
}

/** Returns a dotenv file with every param and its default. A project's file turns App Check on. */
export async function dotenvText({ project }: Pick<App, 'project'>): Promise<string> {
  const lines = (await loadParams()).ALL_PARAMS.map(({ name, options }) => {
    const value = project && name === 'ENFORCE_APP_CHECK' ? true : options.default;
    return `# ${options.description}\n${name}=${value}\n`;
  });
  return [
    `# Params of ${KIT}. A param without a line has the default that this file shows.\n`,
    ...lines,
  ].join('\n');
}
