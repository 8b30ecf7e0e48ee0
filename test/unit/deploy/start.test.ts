import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { buildAll, FUNCTIONS } from '../../../tools/launcher/builds.ts';

const FUNCTIONS_DIRECTORY = join(PROJECT_ROOT, 'functions');
const LIB = join(FUNCTIONS_DIRECTORY, 'lib');
/** Time for the build and some starts on a busy machine, in ms. */
const TIMEOUT_MS = 60_000;

const build = () => buildAll([FUNCTIONS], new AbortController().signal);

describe('The start of an instance', function () {
  this.timeout(TIMEOUT_MS);
  before(build);

  /** Returns the output of a program that uses `functions`. */
  async function run(program: string): Promise<string> {
    const source = `const functions = require(${JSON.stringify(join(LIB, 'index.cjs'))}); ${program}`;
    const env = { GCLOUD_PROJECT: 'demo-start' };
    const { stdout, stderr } = await execa(process.execPath, ['--eval', source], { env });
    return (stdout + stderr).trim();
  }

  it('gives a failure’s log our own files and lines', async () => {
    // The data of a task that a function cannot read.
    const log = await run('functions.retryDelivery.run({ data: null }).catch(() => {});');
    const { event, stack_trace } = JSON.parse(log);
    assert.equal(event, 'function.failed');
    const [, file = '', line = ''] = /(src\/\S+):(\d+):\d+/.exec(stack_trace) ?? [];
    assert.equal(file, 'src/triggers/deliveries.ts');
    const lines = (await readFile(join(FUNCTIONS_DIRECTORY, file), 'utf8')).split('\n');
    assert.match(lines[Number(line) - 1] ?? '', /= data;$/);
  });

  it('loads an SDK only at its first use', async () => {
    const READ = `console.log(Object.keys(require.cache).some((file) => file.endsWith('sdks.cjs')));`;
    const printed = await run(`
      ${READ}
      functions.savePushToken.run({ auth: { uid: 'a', token: { iat: 1 } }, data: { token: 't', platform: 'web' } });
      setImmediate(() => { ${READ} process.exit(); });`);
    assert.equal(printed, 'false\ntrue');
  });
});

describe('The build of the functions', function () {
  this.timeout(TIMEOUT_MS);
  before(build);

  const built = async () =>
    Promise.all(
      (await readdir(LIB)).sort().map(async (name) => {
        return [name, await readFile(join(LIB, name), 'latin1')] as const;
      }),
    );

  it('has the same bytes each time, so that unchanged functions are not deployed', async () => {
    const first = await built();
    await build();
    assert.deepEqual(await built(), first);
  });

  it('has JavaScript, a map and licences, and no path of the machine', async () => {
    for (const [name, content] of await built()) {
      assert.match(name, /\.cjs(\.map|\.LEGAL\.txt)?$/);
      assert.ok(!content.includes(PROJECT_ROOT), name);
    }
  });
});
