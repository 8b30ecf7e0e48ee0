import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execa } from 'execa';

const DIRECTORY = join(import.meta.dirname, 'peers');

/** Loads a package as a peer does: each brings its own version of firebase-admin. */
export function requireAs(peer: string): NodeJS.Require {
  const requirePeer = createRequire(join(DIRECTORY, 'package.json'));
  return createRequire(requirePeer.resolve(peer));
}

/** Two hundred packages that nothing else here needs. Answers whether they are there. */
export async function installPeers(cancelSignal: AbortSignal): Promise<boolean> {
  if (existsSync(join(DIRECTORY, 'node_modules'))) return true;
  const { failed } = await execa(
    'npm',
    ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'],
    { cwd: DIRECTORY, reject: false, cancelSignal },
  );
  cancelSignal.throwIfAborted();
  if (failed)
    console.log('The peers of bench/sender/peers/ are left out: npm cannot install them.');
  return !failed;
}
