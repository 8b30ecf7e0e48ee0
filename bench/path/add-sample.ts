import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../launcher/addresses.ts';

const CODEBASE = join(import.meta.dirname, 'sample-codebase.cjs');
const SOURCE = 'sample';

/** Puts the sample beside the functions of a Firebase project, as a codebase of its own. */
export async function addSample(projectDirectory: string): Promise<void> {
  const source = join(projectDirectory, SOURCE);
  await mkdir(source);
  await symlink(join(PROJECT_ROOT, 'functions', 'node_modules'), join(source, 'node_modules'));
  await writeFile(
    join(source, 'index.js'),
    `module.exports = require(${JSON.stringify(CODEBASE)});`,
  );
  const about = { name: SOURCE, main: 'index.js', engines: { node: '24' } };
  const dependencies = { 'firebase-admin': '*', 'firebase-functions': '*' };
  await writeFile(join(source, 'package.json'), JSON.stringify({ ...about, dependencies }));

  const path = join(projectDirectory, 'firebase.json');
  const config = JSON.parse(await readFile(path, 'utf8'));
  config.functions.push({ ...config.functions[0], source: SOURCE, codebase: SOURCE });
  await writeFile(path, JSON.stringify(config));
}
