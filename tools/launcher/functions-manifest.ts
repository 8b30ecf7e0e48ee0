import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ID, PROJECT_ROOT } from './addresses.ts';
import { LaunchError } from './launch-error.ts';

const FUNCTIONS_ROOT = join(PROJECT_ROOT, 'functions');

/** What firebase-functions' own discovery says about the built code. */
export interface FunctionsManifest {
  /** Exported names of the functions. */
  functions: string[];
  /** Names of the params that they declare. */
  params: string[];
  /** What was printed meanwhile. */
  printed: string;
}

interface WireManifest {
  endpoints: Record<string, { entryPoint: string }>;
  params?: { name: string }[];
}

/**
 * @param scratch a directory for the manifest's file
 * @param options.environment beside that of this process
 * @param options.source the codebase: that of this project, unless told otherwise
 * @param options.localDir where firebase-functions is installed
 * @throws LaunchError with the reason when the built code does not load
 */
export async function discoverFunctions(
  scratch: string,
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
): Promise<FunctionsManifest> {
  const manifestPath = join(scratch, 'functions-manifest.json');
  const { failed, all } = await execa('firebase-functions', {
    cwd: source,
    localDir,
    preferLocal: true,
    env: {
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
  const manifest: WireManifest = JSON.parse(await readFile(manifestPath, 'utf8'));
  return {
    functions: Object.values(manifest.endpoints).map(({ entryPoint }) => entryPoint),
    params: (manifest.params ?? []).map(({ name }) => name),
    printed: all,
  };
}
