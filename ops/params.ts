import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { REGION } from '../functions/src/config.ts';
import { PROJECT_ROOT } from '../launcher/addresses.ts';

/** What a project's dotenv file sets. */
async function paramsOf(project: string): Promise<Readonly<NodeJS.Dict<string>>> {
  const file = join(PROJECT_ROOT, 'functions', `.env.${project}`);
  return existsSync(file) ? parseEnv(await readFile(file, 'utf8')) : {};
}

export async function regionOf(project: string): Promise<string> {
  return (await paramsOf(project)).REGION ?? String(REGION.options.default);
}
