import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import firebase from '../../firebase.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../tools/launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../tools/launcher/builds.ts';

type Prepare = (
  projectDirectory: string,
  source: string,
  config: object,
  additional: readonly string[],
  runtimeConfig: undefined,
  options: { readonly exportType: 'tar.gz' },
) => Promise<{ readonly pathToSource: string; readonly hash: string }>;

const { prepareFunctionsUpload }: { prepareFunctionsUpload: Prepare } = createRequire(
  import.meta.url,
)('firebase-tools/lib/deploy/functions/prepareFunctionsUpload.js');

const SOURCE = join(PROJECT_ROOT, 'functions');
const [CONFIG = {}] = firebase.functions;

/** The functions as they lie in an instance: what is uploaded, unpacked and installed elsewhere. */
export interface Upload extends AsyncDisposable {
  readonly directory: string;
  /** Paths of the files that were uploaded. */
  readonly files: readonly string[];
}

/** The archive that firebase-tools uploads: its path, and the hash by which it knows it again. */
async function pack(): Promise<{ readonly pathToSource: string; readonly hash: string }> {
  await buildAll([FUNCTIONS], new AbortController().signal);
  // It adds to the config that it is given.
  const config = structuredClone(CONFIG);
  return prepareFunctionsUpload(PROJECT_ROOT, SOURCE, config, [], undefined, {
    exportType: 'tar.gz',
  });
}

/**
 * Installed as Cloud Build's buildpack does: for production, and without a script of the package's,
 * since firebase-tools tells it to run none.
 */
export async function unpackedUpload(): Promise<Upload> {
  const { pathToSource } = await pack();
  const directory = await mkdtemp(join(tmpdir(), 'upload-'));
  await execa('tar', ['-xzf', pathToSource, '-C', directory]);
  const files = (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
  await execa('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: directory,
    env: { NODE_ENV: 'production', GOOGLE_NODE_RUN_SCRIPTS: '' },
  });
  await writable(directory, false);
  return {
    directory,
    files,
    async [Symbol.asyncDispose]() {
      await writable(directory, true);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** An instance may read its files and write none of them. */
async function writable(directory: string, may: boolean): Promise<void> {
  await execa('chmod', ['-R', may ? 'u+w' : 'a+rX,a-w', directory]);
  await chmod(directory, may ? 0o755 : 0o555);
}
