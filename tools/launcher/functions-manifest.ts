import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import pathKey from 'path-key';
import { PROJECT_ID, PROJECT_ROOT } from './addresses.ts';
import { LaunchError } from './launch-error.ts';

const FUNCTIONS_ROOT = join(PROJECT_ROOT, 'functions');

/** What a deployment would create from built code, as firebase-functions reports it. */
export interface FunctionsManifest {
  /** By the exported names of the functions. */
  readonly endpoints: Readonly<
    Record<string, { readonly serviceAccountEmail?: string; readonly [option: string]: unknown }>
  >;
  readonly params?: readonly { readonly name: string; readonly default?: unknown }[];
  readonly requiredAPIs?: readonly { readonly api: string }[];
}

/**
 * Asks firebase-functions for the manifest of built code. Also returns what was printed.
 *
 * @param options.environment variables in addition to those of this process
 * @param options.source the codebase; by default that of this project
 * @param options.localDir where firebase-functions is installed
 * @throws LaunchError with the reason if the built code does not load
 */
export async function discoverFunctions(
  cancelSignal: AbortSignal,
  {
    environment = {},
    source = FUNCTIONS_ROOT,
    localDir = FUNCTIONS_ROOT,
  }: {
    environment?: Readonly<NodeJS.Dict<string>>;
    source?: string;
    localDir?: string;
  } = {},
): Promise<{ manifest: FunctionsManifest; printed: string }> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'manifest-'));
  const manifestPath = join(scratch.path, 'manifest.json');
  const path = pathKey();
  const { failed, all } = await execa('firebase-functions', {
    cwd: source,
    localDir,
    preferLocal: true,
    env: {
      // By this Node.js, not by the first one on PATH.
      [path]: [dirname(process.execPath), process.env[path]].join(delimiter),
      FUNCTIONS_MANIFEST_OUTPUT_PATH: manifestPath,
      GCLOUD_PROJECT: PROJECT_ID,
      FIREBASE_CONFIG: JSON.stringify({ projectId: PROJECT_ID }),
      // As in the emulators, which accept values of params that a deployment refuses.
      FUNCTIONS_EMULATOR: 'true',
      ...environment,
    },
    stdin: 'ignore',
    all: true,
    reject: false,
    cancelSignal,
  });
  cancelSignal.throwIfAborted();
  if (failed) throw new LaunchError(`The functions do not load:\n\n${all}`);
  return { manifest: JSON.parse(await readFile(manifestPath, 'utf8')), printed: all };
}
