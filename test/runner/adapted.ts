import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import product from '../../functions/package.json' with { type: 'json' };
import { ADDRESSES, PROJECT_ID, PROJECT_ROOT } from '../../launcher/addresses.ts';
import { type Codebase, paramsFile } from '../../launcher/suite-project.ts';

const FUNCTIONS = join(PROJECT_ROOT, 'functions');
const ADAPTED = join(PROJECT_ROOT, 'test', 'adapted');
const APP_DATA = join(ADAPTED, 'app-data.ts');
const MAIN = 'index.cjs';

/** In a region of their own, functions and queues of the same names stand beside the product's. */
const REGION = 'europe-west1';

/** By which tests written for the product find the functions of the other app, and its names. */
export const ADAPTED_ENVIRONMENT = { TESTED_REGION: REGION, TESTED_APP_DATA: APP_DATA };

/** Builds the functions of `test/adapted/`, with its `app-data.ts` in the place of the product's. */
export async function buildAdapted(
  directory: string,
  params: Readonly<Record<string, string>>,
): Promise<Codebase> {
  await build({
    entryPoints: [join(ADAPTED, 'index.ts')],
    outfile: join(directory, MAIN),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    plugins: [
      {
        name: 'another app',
        setup: ({ onResolve }) =>
          onResolve({ filter: /\/app-data\.ts$/ }, () => ({ path: APP_DATA })),
      },
    ],
  });
  const manifest = { ...product, main: MAIN };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  await symlink(join(FUNCTIONS, 'node_modules'), join(directory, 'node_modules'));
  const set = { ...params, REGION };
  await writeFile(join(directory, '.env'), paramsFile(Object.keys(set), set));
  return { name: 'adapted', directory };
}

/** Puts the other app's rules in the place of the product's, for as long as the suite runs. */
export async function useAdaptedRules(): Promise<void> {
  const name = 'firestore.rules';
  const content = await readFile(join(ADAPTED, name), 'utf8');
  const url = `http://${ADDRESSES.firestore}/emulator/v1/projects/${PROJECT_ID}:securityRules`;
  const body = JSON.stringify({ rules: { files: [{ name, content }] } });
  const answer = await fetch(url, { method: 'PUT', body });
  if (!answer.ok) throw new Error(`The emulator refuses ${name}: ${await answer.text()}`);
}
