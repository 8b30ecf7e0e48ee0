import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll, FUNCTIONS } from '../../../tools/launcher/builds.ts';
import { discoverFunctions } from '../../../tools/launcher/functions-manifest.ts';

/** What a deployment would make. */
export interface Manifest {
  readonly endpoints: Readonly<Record<string, { readonly serviceAccountEmail?: string }>>;
  readonly params: readonly { readonly name: string; readonly default: unknown }[];
  readonly requiredAPIs: readonly { readonly api: string }[];
}

/** What the CLI finds in the functions, which are built for it, or in another codebase. */
export async function discovered(
  options: Parameters<typeof discoverFunctions>[2] = {},
): Promise<{ readonly manifest: Manifest; readonly printed: string }> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'manifest-'));
  const { signal } = new AbortController();
  if (options.source === undefined) await buildAll([FUNCTIONS], signal);
  const { printed } = await discoverFunctions(directory.path, signal, options);
  const text = await readFile(join(directory.path, 'functions-manifest.json'), 'utf8');
  return { manifest: JSON.parse(text), printed };
}
