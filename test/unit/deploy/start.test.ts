import assert from 'node:assert/strict';
import { cp, mkdtempDisposable, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../../tools/launcher/builds.ts';

const FUNCTIONS_DIRECTORY = join(PROJECT_ROOT, 'functions');
const LIB = join(FUNCTIONS_DIRECTORY, 'lib');
/** Building and some starts on a busy machine, ms. */
const TIMEOUT_MS = 60_000;

const build = () => buildAll([FUNCTIONS], new AbortController().signal);

async function filesOf(directory: string): Promise<Map<string, string>> {
  const names = (await readdir(directory)).sort();
  const contents = names.map((name) => readFile(join(directory, name), 'latin1'));
  return new Map(
    (await Promise.all(contents)).map((content, index) => [names[index] ?? '', content]),
  );
}

describe('The start of an instance', function () {
  this.timeout(TIMEOUT_MS);
  let directory: Awaited<ReturnType<typeof mkdtempDisposable>>;
  const at = (...path: string[]): string => join(directory.path, ...path);

  before(build);

  beforeEach(async () => {
    directory = await mkdtempDisposable(join(tmpdir(), 'start-'));
    await cp(join(FUNCTIONS_DIRECTORY, 'start.cjs'), at('start.cjs'));
    await cp(LIB, at('lib'), { recursive: true });
  });
  afterEach(() => directory.remove());

  /** What a program prints that has `functions`, and `lib` to load a file of the bundle. */
  async function run(program: string): Promise<string> {
    const source = `
      const before = [Error.prepareStackTrace, JSON.stringify(process.env)];
      const functions = require(${JSON.stringify(at('start.cjs'))});
      const lib = (file) => require(${JSON.stringify(at('lib'))} + '/' + file);
      ${program}`;
    const env = { GCLOUD_PROJECT: 'demo-start' };
    const { stdout } = await execa(process.execPath, ['--eval', source], { env, stderr: 'ignore' });
    return stdout.trim();
  }

  const STACK =
    'functions.savePushToken.run({ data: {} }).catch(({ stack }) => console.log(stack));';

  it('names our own files and lines in a stack', async () => {
    const [, file = '', line = ''] = /(src\/\S+):(\d+):\d+/.exec(await run(STACK)) ?? [];
    assert.equal(file, 'src/triggers/callable.ts');
    const lines = (await readFile(join(FUNCTIONS_DIRECTORY, file), 'utf8')).split('\n');
    assert.match(lines[Number(line) - 1] ?? '', /Sign in first/);
  });

  it('has a stack, of the bundle, where the map is missing', async () => {
    await rm(at('lib', 'index.cjs.map'));
    assert.match(await run(STACK), /Sign in first.*index\.cjs:\d+/s);
  });

  it('leaves stacks and the environment of whoever else is in the process alone', async () => {
    const kept = await run(`
      console.log(before[0] === Error.prepareStackTrace, before[1] === JSON.stringify(process.env));`);
    assert.equal(kept, 'true true');
  });

  it('reads no SDK before something of it is used', async () => {
    const LOADED = `Object.keys(require.cache).some((file) => /firebase-admin|google-auth/.test(file))`;
    const [before, after] = (
      await run(`
        console.log(${LOADED});
        functions.savePushToken.run({ auth: { uid: 'a', token: { iat: 1 } }, data: { token: 't', platform: 'web' } });
        setImmediate(() => { console.log(${LOADED}); process.exit(); });`)
    ).split('\n');
    assert.deepEqual([before, after], ['false', 'true']);
  });

  it('says what is missing when something is used that the bundle leaves out', async () => {
    const said = await run(`
      const { Firestore } = lib('firebase-admin-firestore.cjs').default;
      try { new Firestore({ projectId: 'demo' }).pipeline(); } catch ({ message }) { console.log(message); }`);
    assert.match(
      said,
      /pipelines\/index\.js is left out of the bundle: see functions\/sdk-parts\.js/,
    );
  });
});

describe('The build of the functions', function () {
  this.timeout(TIMEOUT_MS);

  before(build);

  it('has the same bytes each time, so that what has not changed is not deployed', async () => {
    const first = await filesOf(LIB);
    await build();
    assert.deepEqual(await filesOf(LIB), first);
  });

  it('is JavaScript and its map, and says nothing of the machine that built it', async () => {
    for (const [name, content] of await filesOf(LIB)) {
      assert.match(name, /\.cjs(\.map)?$/);
      assert.ok(!content.includes(PROJECT_ROOT), name);
    }
  });
});
