import { type App, KIT } from './app.ts';

/** Loaded once the app is known: the names of params differ in a kit, and some have their values at once. */
const loadParams = () => import('../../functions/src/config/all-params.ts');

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
