import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { installPacked } from './install-packed.ts';

const run = promisify(execFile);

const TESTS = fileURLToPath(new URL('../test/', import.meta.url));
const TSC = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
/** One test, as in the project's own configuration. Milliseconds. */
const TEST_MS = '10000';
/** Packing, or one run of all tests, on a busy machine. Milliseconds. */
const PATIENCE_MS = 240_000;

/** The Node.js of this project, and the one that npm runs on: the machine's own. */
const NODES = [...new Set([process.execPath, process.env.npm_node_execpath ?? process.execPath])];

/** As strict as a project can be that checks its dependencies' types too. */
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--noEmit'];
const CONSUMER = `
import { connectMessagingEmulator } from 'fcm-emulator/web';
import { startFcmEmulator, type Device, type FcmEmulator, type LoggedMessage } from 'fcm-emulator';
const emulator: FcmEmulator = await startFcmEmulator({ port: 0, strict: true });
const device: Device = emulator.createDevice({ kind: 'fid' });
emulator.setFaults([{ error: 'UNAVAILABLE', count: 2 }]);
// @ts-expect-error: no such error
emulator.setFaults([{ error: 'BROKEN' }]);
const messages: readonly LoggedMessage[] = emulator.messages(device.kind === 'fid' ? device.fid : '');
console.log(messages[0]?.recipients?.[0], messages[0]?.message['notification']);
await emulator.close();
await connectMessagingEmulator({ origin: emulator.origin, pushService: 'emulator' });
`;

/** In the place of test/tested.ts. */
const testedPackage = (command: string) => `
  export { startFcmEmulator } from 'fcm-emulator';
  export const MAIN = ${JSON.stringify(command)};`;

describe('The packed FCM emulator', function () {
  this.timeout(PATIENCE_MS);
  let project: string;
  before(async () => {
    project = await mkdtemp(join(tmpdir(), 'fcm-emulator-packed-'));
    const command = await installPacked(project);
    await build({
      entryPoints: globSync(join(TESTS, '*.test.ts')),
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

  /** What a module of the project prints. */
  async function evaluated(script: string): Promise<string> {
    const args = ['--input-type=module', '--eval', script];
    return (await run(process.execPath, args, { cwd: project })).stdout;
  }

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

  it('brings what its exports name', async () => {
    const script = `
      for (const name of ['fcm-emulator', 'fcm-emulator/web']) {
        console.log(name, typeof Object.values(await import(name)).at(-1));
      }`;
    assert.equal(await evaluated(script), 'fcm-emulator function\nfcm-emulator/web function\n');
  });

  it('brings its page', async () => {
    const script = `
      const { startFcmEmulator } = await import('fcm-emulator');
      await using emulator = await startFcmEmulator({ port: 0 });
      const html = await (await fetch(emulator.origin)).text();
      const source = /src="([^"]+)"/.exec(html)[1];
      console.log((await fetch(new URL(source, emulator.origin))).headers.get('content-type'));`;
    assert.match(await evaluated(script), /^text\/javascript/);
  });

  it('has types that a strict project compiles', async () => {
    await writeFile(join(project, 'consumer.ts'), CONSUMER);
    const { stdout } = await run(
      process.execPath,
      [
        TSC,
        '--module',
        'nodenext',
        '--target',
        'es2022',
        '--types',
        'node',
        ...STRICT,
        'consumer.ts',
      ],
      { cwd: project },
    ).catch((failed: { stdout: string }) => failed);
    assert.equal(stdout, '');
  });
});
