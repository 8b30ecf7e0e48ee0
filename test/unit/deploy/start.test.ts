import assert from 'node:assert/strict';
import { copyFile, cp, mkdtempDisposable, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../../launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../../launcher/builds.ts';

const BUILT = join(PROJECT_ROOT, 'functions');
/** Building and some starts on a busy machine, ms. */
const TIMEOUT_MS = 60_000;

/** Prints a stack of our own code and whether V8 took the code beside the bundle. */
const PROBE = `
  const vm = require('node:vm');
  const { Script } = vm;
  let rejected;
  vm.Script = class extends Script {
    constructor(...args) { super(...args); rejected = this.cachedDataRejected; }
  };
  const { savePushToken } = require(process.argv[1]);
  savePushToken.run({ data: {} }).catch(({ stack }) => {
    console.log(JSON.stringify({ rejected, stack }));
  });`;

describe('The start of an instance', function () {
  this.timeout(TIMEOUT_MS);
  let directory: Awaited<ReturnType<typeof mkdtempDisposable>>;
  const at = (...path: string[]): string => join(directory.path, ...path);

  before(() => buildAll([FUNCTIONS], new AbortController().signal));

  beforeEach(async () => {
    directory = await mkdtempDisposable(join(tmpdir(), 'start-'));
    await copyFile(join(BUILT, 'start.cjs'), at('start.cjs'));
    await cp(join(BUILT, 'lib'), at('lib'), { recursive: true });
  });
  afterEach(() => directory.remove());

  async function start(...flags: string[]): Promise<{ rejected?: boolean; stack: string }> {
    const env = { GCLOUD_PROJECT: 'demo-start' };
    const args = [...flags, '--eval', PROBE, at('start.cjs')];
    const { stdout } = await execa(process.execPath, args, { env, stderr: 'ignore' });
    return JSON.parse(stdout);
  }

  async function print(expression: string): Promise<string> {
    const env = { GCLOUD_PROJECT: 'demo-start' };
    const { stdout } = await execa(process.execPath, ['--print', expression], {
      env,
      stderr: 'ignore',
    });
    return stdout.trim();
  }

  it('takes the code that lies beside the bundle, also with less memory', async () => {
    // The paths differ from those of the build, as in the cloud.
    assert.equal((await start('--max-old-space-size=200')).rejected, false);
  });

  it('works without it, and with what is none', async () => {
    await rm(at('lib', 'functions.code'));
    assert.match((await start()).stack, /Sign in first/);
    await writeFile(at('lib', 'functions.code'), 'not code');
    const { rejected, stack } = await start();
    assert.equal(rejected, true);
    assert.match(stack, /Sign in first/);
  });

  it('never has the code of an old bundle written again', async () => {
    const bundle = at('lib', 'functions.cjs');
    const source = await readFile(bundle, 'latin1');
    await writeFile(bundle, source.replaceAll('17 3 * * *', '18 4 * * *'), 'latin1');
    const ask = `require(${JSON.stringify(at('start.cjs'))})
      .pruneStaleTokens.__endpoint.scheduleTrigger.schedule`;
    assert.equal(await print(ask), '17 3 * * *', 'V8 does not see that the bundle is another');
    await execa(process.execPath, [at('start.cjs')], { stderr: 'ignore' });
    assert.equal(await print(ask), '18 4 * * *');
  });

  it('is built whatever params the shell of the build has', async () => {
    const env = { RETRY_FLOOR_SECONDS: '1' };
    await execa(process.execPath, [at('start.cjs')], { env, stderr: 'ignore' });
    assert.equal((await start()).rejected, false);
  });

  it('names our own files and lines in a stack', async () => {
    const [, file = '', line = ''] = /at (src\/\S+):(\d+):\d+/.exec((await start()).stack) ?? [];
    assert.equal(file, 'src/triggers/callable.ts');
    const lines = (await readFile(join(BUILT, file), 'utf8')).split('\n');
    assert.match(lines[Number(line) - 1] ?? '', /Sign in first/);
  });

  it('has a stack, of the bundle, where the map is missing', async () => {
    await rm(at('lib', 'functions.cjs.map'));
    assert.match((await start()).stack, /Sign in first.*functions\.cjs:\d+/s);
  });

  it('loads nothing but the bundle', async () => {
    const ask = `require(${JSON.stringify(at('start.cjs'))}); Object.keys(require.cache).length`;
    assert.equal(await print(ask), '1');
  });
});
