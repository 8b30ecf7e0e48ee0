import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { wrongValues } from '../functions/src/checked-params.ts';
import * as config from '../functions/src/config.ts';
import { PROJECT_ROOT } from '../launcher/addresses.ts';

/** What the dotenv files of a project set, as the Firebase CLI reads them. */
async function paramsOf(project: string): Promise<Readonly<NodeJS.Dict<string>>> {
  const set: NodeJS.Dict<string> = {};
  for (const name of ['.env', `.env.${project}`]) {
    const file = join(PROJECT_ROOT, 'functions', name);
    if (existsSync(file)) Object.assign(set, parseEnv(await readFile(file, 'utf8')));
  }
  return set;
}

export async function regionOf(project: string): Promise<string> {
  return (await paramsOf(project)).REGION ?? String(config.REGION.options.default);
}

/** A sentence for each param that a deployment would refuse. */
export async function wrongParamsOf(project: string): Promise<string[]> {
  return wrongValues(Object.values(config), await paramsOf(project), false);
}
