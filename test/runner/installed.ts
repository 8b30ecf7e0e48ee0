import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { LaunchError } from '../../tools/launcher/launch-error.ts';

/** Time to download a hundred MB on a slow connection, in milliseconds. */
export const INSTALL_MS = 300_000;

const writtenAt = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

/**
 * Installs packages that only some tests need, if they are missing or their lock file has changed.
 * So `npm ci` does not install them for everybody.
 *
 * @param directory has a package.json and its lock file
 * @returns `require` of the installed packages
 * @throws LaunchError if npm cannot install them
 */
export async function installed(directory: string): Promise<NodeJS.Require> {
  const manifest = join(directory, 'package.json');
  // npm writes this file last.
  const done = join(directory, 'node_modules', '.package-lock.json');
  if ((await writtenAt(done)) < (await writtenAt(join(directory, 'package-lock.json')))) {
    const { description } = JSON.parse(await readFile(manifest, 'utf8'));
    const name = relative(PROJECT_ROOT, directory);
    console.log(`Installing ${name} (${description}) …`);
    const { failed } = await execa('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
      cwd: directory,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: INSTALL_MS,
      reject: false,
    });
    if (failed) throw new LaunchError(`npm could not install ${name}.`);
  }
  return createRequire(manifest);
}
