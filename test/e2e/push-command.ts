import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';

/** Runs `npm run push`, and answers what it prints. */
export async function push(...args: readonly string[]): Promise<string> {
  const program = join(PROJECT_ROOT, 'tools', 'push', 'main.ts');
  return (await execa(process.execPath, [program, ...args])).stdout;
}
