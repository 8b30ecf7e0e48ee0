import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { INSTALL_MS } from '../../runner/installed.ts';
import { FOREIGN_PACKAGES, foreignPackages, readText } from './documents.ts';

/** A whole program of types, on a busy machine. Milliseconds. */
const COMPILE_MS = 60_000;

/** As strict as the template of React Native apps. */
const CONFIGURATION = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: 'esnext',
    lib: ['esnext'],
    module: 'esnext',
    moduleResolution: 'bundler',
    types: ['react-native'],
  },
};

/** The files that the code says the app has itself. */
const OF_THE_APP = {
  'device-id.ts': "export const deviceId: string = '';",
  'storage.ts': `import { createMMKV } from 'react-native-mmkv';
export const storage = createMMKV();`,
  'user.ts': `export async function userData(_: string): Promise<{ [field: string]: any } | undefined> {
  return {};
}`,
};

const code = readText('docs/clients/react-native.ts');

describe('docs/clients/react-native.ts', function () {
  this.timeout(COMPILE_MS);
  let app: string;
  before(async function () {
    this.timeout(INSTALL_MS);
    await foreignPackages();
    // Where the packages are found.
    app = await mkdtemp(join(FOREIGN_PACKAGES, 'node_modules', '.react-native-'));
    const client = join(PROJECT_ROOT, 'client');
    const shared = (await readdir(client)).filter((name) => name.endsWith('.ts'));
    await Promise.all([
      ...shared.map((name) => copyFile(join(client, name), join(app, name))),
      ...Object.entries(OF_THE_APP).map(([name, text]) => writeFile(join(app, name), text)),
      writeFile(join(app, 'tsconfig.json'), JSON.stringify(CONFIGURATION)),
    ]);
  });
  after(() => rm(app, { recursive: true }));

  async function problems(pushes: string): Promise<string> {
    await writeFile(join(app, 'pushes.ts'), pushes);
    const tsc = join(PROJECT_ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const run = promisify(execFile)(process.execPath, [tsc, '--project', app], { cwd: app });
    return run.then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout: string }) => stdout,
    );
  }

  it('fits the types of its packages and of client/', async () => {
    assert.equal(await problems(code), '');
  });

  it('would be found to call what does not exist', async () => {
    assert.match(await problems(`${code}\ndeleteToken(functions);`), /pushes\.ts\(\d+,13\)/);
    assert.match(await problems(`${code}\nregistration.forget();`), /'forget' does not exist/);
  });
});
