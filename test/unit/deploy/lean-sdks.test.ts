import assert from 'node:assert/strict';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { bundle } from '../../../functions/lean-sdks.js';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';

/** Nothing is kept of the first module, and only a class without instances of the second. */
const WATCH = '@google-cloud/firestore/build/src/watch.js';
const PIPELINES = '@google-cloud/firestore/build/src/pipelines/index.js';
const TIMEOUT_MS = 20_000;

/** Uses of a module that is left out, and how the error names it. */
const USES: Readonly<Record<string, string>> = {
  'new watch.Watch()': `Watch of ${WATCH}`,
  'watch()': WATCH,
  'class extends watch {}': `prototype of ${WATCH}`,
  "'Watch' in watch": `Watch of ${WATCH}`,
  'String(watch)': WATCH,
  'await watch': `then of ${WATCH}`,
  'all.Watch': `Watch of ${WATCH}`,
  byDefault: `default of ${WATCH}`,
  'class extends pipelines.Pipeline {}': `prototype of ${PIPELINES}`,
};

describe('A module that is left out of the bundle', function () {
  this.timeout(TIMEOUT_MS);

  /** Returns what a program prints, as JSON, and its standard error. */
  async function run(program: string): Promise<{ printed: unknown; warned: string }> {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'left-out-'));
    const outfile = join(directory.path, 'program.cjs');
    const stdin = { contents: program, resolveDir: join(PROJECT_ROOT, 'functions') };
    await bundle({ stdin, outfile });
    const { stdout, stderr } = await execa(process.execPath, [outfile]);
    return { printed: JSON.parse(stdout), warned: stderr };
  }

  it('throws an error that names it at any use, and warns even if the error is caught', async () => {
    const uses = Object.keys(USES).map((use) => `[${JSON.stringify(use)}, async () => (${use})]`);
    const { printed, warned } = await run(`
      import byDefault, * as all from '../node_modules/${WATCH}';
      const watch = require('../node_modules/${WATCH}');
      const pipelines = require('../node_modules/${PIPELINES}');
      const said = {};
      (async () => {
        for (const [use, of] of [${uses}]) said[use] = await of().then(String, ({ message }) => message);
        console.log(JSON.stringify(said));
      })();`);
    for (const [use, named] of Object.entries(USES)) {
      const message = `${named} is left out of the bundle: see functions/sdk-parts.js`;
      assert.equal(Object(printed)[use], message, use);
      assert.ok(warned.includes(message), use);
    }
  });

  it('permits `instanceof` without a warning', async () => {
    const { printed, warned } = await run(`
      const { Pipeline } = require('../node_modules/${PIPELINES}');
      console.log({} instanceof Pipeline);`);
    assert.deepEqual([printed, warned], [false, '']);
  });
});
