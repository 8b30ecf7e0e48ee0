import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../launcher/addresses.ts';
import { LaunchError } from '../launcher/launch-error.ts';

const WEB_DEMO = join(PROJECT_ROOT, 'demo', 'web');

/**
 * Builds the web demo for the Hosting emulator, if there is one.
 *
 * @throws LaunchError with the bundler's own words
 */
export async function buildWebDemo(cancelSignal: AbortSignal): Promise<void> {
  if (!existsSync(join(WEB_DEMO, 'vite.config.ts'))) return;
  const { failed, all } = await execa('vite', ['build', WEB_DEMO], {
    cwd: PROJECT_ROOT,
    preferLocal: true,
    localDir: PROJECT_ROOT,
    stdin: 'ignore',
    all: true,
    reject: false,
    cancelSignal,
  });
  cancelSignal.throwIfAborted();
  if (failed) throw new LaunchError(`The web demo does not build:\n\n${all}`);
}
