import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { wrongValues } from '../../functions/src/config/defining-params.ts';
import * as config from '../../functions/src/config/params.ts';

export type Params = Readonly<NodeJS.Dict<string>>;

/** What the dotenv files of a project in a directory set, as the Firebase CLI reads them. */
export async function paramsIn(directory: string, project: string): Promise<Params> {
  const set: NodeJS.Dict<string> = {};
  for (const name of ['.env', `.env.${project}`]) {
    const file = join(directory, name);
    if (existsSync(file)) Object.assign(set, parseEnv(await readFile(file, 'utf8')));
  }
  return set;
}

/** A sentence for each param that a deployment would refuse. */
export const wrongParams = (params: Params): string[] =>
  wrongValues(Object.values(config), params, false);
