import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import type { Codebase } from '../../tools/launcher/suite-project.ts';

const SAMPLE = join(import.meta.dirname, 'sample-codebase.cjs');

/** Makes the sample a codebase of its own, in that directory. */
export async function writeSample(directory: string): Promise<Codebase> {
  await symlink(join(PROJECT_ROOT, 'node_modules'), join(directory, 'node_modules'), 'junction');
  await writeFile(
    join(directory, 'index.js'),
    `module.exports = require(${JSON.stringify(SAMPLE)});`,
  );
  const about = { name: 'sample', main: 'index.js', engines: { node: '24' } };
  const dependencies = { 'firebase-admin': '*', 'firebase-functions': '*' };
  await writeFile(join(directory, 'package.json'), JSON.stringify({ ...about, dependencies }));
  return { name: 'sample', directory };
}
