import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import pathKey from 'path-key';
import { PROJECT_ID, PROJECT_ROOT } from './addresses.ts';
import { LaunchError } from './launch-error.ts';

const FUNCTIONS_ROOT = join(PROJECT_ROOT, 'functions');

/** What firebase-functions' own discovery says about built code: what a deployment would make. */
export interface FunctionsManifest {
  /** By the functions' exported names. */
  readonly endpoints: Readonly<
    Record<string, { readonly serviceAccountEmail?: string; readonly [option: string]: unknown }>
  >;
  readonly params?: readonly { readonly name: string; readonly default?: unknown }[];
  readonly requiredAPIs?: readonly { readonly api: string }[];
}

/**
 * @param options.environment beside that of this process
 * @param options.source the codebase: that of this project, unless told otherwise
 * @param options.localDir where firebase-functions is installed
 * @returns the manifest, and what was printed meanwhile
 * @throws LaunchError with the reason when the built code does not load
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
      // As in the emulators, which take values of params that a deployment refuses.
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
