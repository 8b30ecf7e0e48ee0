import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const PACKAGE = path('..');
const INSTALLED = path('../../../node_modules');
const TSC = join(INSTALLED, 'typescript', 'bin', 'tsc');
/** Packages of the tests, in addition to the dependencies of the tarball. */
const OF_THE_TESTS = ['@types/node', 'firebase-admin', 'mocha'];
/** Timeout of one test in milliseconds, as in the project's own configuration. */
const TEST_MS = '10000';
/** Timeout in milliseconds for packing, installing, or one run of all tests, on a busy machine. */
const PATIENCE_MS = 240_000;

/** The npm that runs these tests. Windows cannot start it by its name. */
const NPM = process.env.npm_execpath ?? assert.fail('Run these tests by npm.');

/** The Node.js of this project, and the machine's own, on which npm runs. */
const NODES = [...new Set([process.execPath, process.env.npm_node_execpath ?? process.execPath])];

/** The strictest settings of a project that also checks the types of its dependencies. */
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--noEmit'];
const CONSUMER = `
import { connectMessagingEmulator } from 'fcm-emulator/web';
import { startFcmEmulator, type Device, type FcmEmulator, type LoggedMessage } from 'fcm-emulator';
const emulator: FcmEmulator = await startFcmEmulator({ port: 0, strict: true });
const device: Device = emulator.createDevice({ kind: 'fid' });
emulator.setFaults([{ apns: { statusCode: 410, reason: 'Unregistered' }, count: 2 }]);
// @ts-expect-error: no such error
emulator.setFaults([{ error: 'BROKEN' }]);
const messages: readonly LoggedMessage[] = emulator.messages(device.kind === 'fid' ? device.fid : '');
console.log(messages[0]?.device, messages[0]?.message['notification']);
await emulator.close();
await connectMessagingEmulator({ origin: emulator.origin });
`;

/** Replaces test/tested.ts. */
const testedPackage = (command: string) => `
  export { startFcmEmulator } from 'fcm-emulator';
  export const MAIN = ${JSON.stringify(command)};
  export const REDIRECT = 'fcm-emulator/redirect';`;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

const readManifest = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));

/**
 * Packs the package as for a publication and installs it into an empty project, with only the
 * dependencies in its manifest. They come from this repository, not from a registry.
 *
 * @returns the program of its command
 */
async function installPacked(project: string): Promise<string> {
  await run(process.execPath, [NPM, 'pack', '--pack-destination', project], { cwd: PACKAGE });
  const { name, version } = await readManifest(PACKAGE);
  await run('tar', ['-xzf', `${name}-${version}.tgz`], { cwd: project });
  const modules = join(project, 'node_modules');
  await mkdir(modules);
  const installed = join(modules, name);
  await rename(join(project, 'package'), installed);
  const { dependencies, bin } = await readManifest(installed);
  for (const each of [...Object.keys(dependencies), ...OF_THE_TESTS]) {
    await mkdir(dirname(join(modules, each)), { recursive: true });
    await symlink(join(INSTALLED, each), join(modules, each), 'junction');
  }
  await writeFile(join(project, 'package.json'), '{"type": "module"}');
  return join(installed, bin[name] ?? '');
}

describe('The packed FCM emulator', function () {
  this.timeout(PATIENCE_MS);
  let project: string;
  before(async () => {
    project = await mkdtemp(join(tmpdir(), 'fcm-emulator-packed-'));
    const command = await installPacked(project);
    await build({
      entryPoints: globSync(path('../test/*.test.ts')),
      outdir: join(project, 'test'),
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      plugins: [
        {
          name: 'the package under test',
          setup: ({ onLoad }) =>
            onLoad({ filter: /\/tested\.ts$/ }, () => ({ contents: testedPackage(command) })),
        },
      ],
    });
  });
  after(() => rm(project, { recursive: true }));

  /** Returns what a program of the project prints. */
  const printed = async (args: readonly string[]): Promise<string> =>
    (await run(process.execPath, args, { cwd: project })).stdout;

  for (const node of NODES) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    it(`passes its tests on Node.js ${version}`, async () => {
      const mocha = join(project, 'node_modules', 'mocha', 'bin', 'mocha.js');
      const { stdout } = await run(
        node,
        [mocha, '--no-config', '--timeout', TEST_MS, join(project, 'test')],
        { cwd: project },
      ).catch((failed: { stdout: string }) => assert.fail(failed.stdout));
      assert.match(stdout, /\d\d\d passing/);
    });
  }

  it('contains the files of its exports, and its page', async () => {
    const script = `
      import answers from 'fcm-emulator/recordings/fcm-answers.json' with { type: 'json' };
      import { connectMessagingEmulator } from 'fcm-emulator/web';
      import { startFcmEmulator } from 'fcm-emulator';
      console.log(answers.length, typeof connectMessagingEmulator);
      const emulator = await startFcmEmulator({ port: 0 });
      const html = await (await fetch(emulator.origin)).text();
      const source = /src="([^"]+)"/.exec(html)[1];
      console.log((await fetch(new URL(source, emulator.origin))).headers.get('content-type'));
      await emulator.close();`;
    assert.match(
      await printed(['--input-type=module', '--eval', script]),
      /^43 function\ntext\/javascript/,
    );
  });

  it('has types that a strict project compiles', async () => {
    await writeFile(join(project, 'consumer.ts'), CONSUMER);
    const options = ['--module', 'nodenext', '--target', 'es2022', '--types', 'node', ...STRICT];
    const compiled = await printed([TSC, ...options, 'consumer.ts']).catch(
      (failed: { stdout: string }) => failed.stdout,
    );
    assert.equal(compiled, '');
  });
});
