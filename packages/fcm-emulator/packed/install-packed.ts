import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PACKAGE = fileURLToPath(new URL('../', import.meta.url));
const INSTALLED = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

/** What the tests bring to the tarball, beside the dependencies that it names itself. */
const OF_THE_TESTS = ['@types/node', 'firebase-admin', 'mocha'];

/**
 * Packs the package as a publication does and installs it into an empty project, with no dependency
 * but the ones that its manifest names. It takes those from this repository: no registry is asked.
 *
 * @returns the program of its command
 */
export async function installPacked(project: string): Promise<string> {
  await run('npm', ['pack', '--pack-destination', project], { cwd: PACKAGE });
  const manifest = await readManifest(PACKAGE);
  await run('tar', ['-xzf', `${manifest.name}-${manifest.version}.tgz`], { cwd: project });
  const modules = join(project, 'node_modules');
  await mkdir(modules);
  const installed = join(modules, manifest.name);
  await rename(join(project, 'package'), installed);
  const { dependencies, bin } = await readManifest(installed);
  for (const name of [...Object.keys(dependencies), ...OF_THE_TESTS]) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(INSTALLED, name), join(modules, name));
  }
  await writeFile(join(project, 'package.json'), '{"type": "module"}');
  return join(installed, bin[manifest.name] ?? '');
}

async function readManifest(folder: string): Promise<{
  name: string;
  version: string;
  dependencies: Record<string, string>;
  bin: Record<string, string>;
}> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}
