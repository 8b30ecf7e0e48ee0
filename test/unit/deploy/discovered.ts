import { buildAll, FUNCTIONS } from '../../../tools/launcher/builds.ts';
import { discoverFunctions } from '../../../tools/launcher/functions-manifest.ts';

/** Builds the functions and returns what the CLI finds in them, or in another codebase. */
export async function discovered(options: Parameters<typeof discoverFunctions>[1] = {}) {
  const { signal } = new AbortController();
  if (options.source === undefined) await buildAll([FUNCTIONS], signal);
  return discoverFunctions(signal, options);
}
