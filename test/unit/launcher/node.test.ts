import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { PATIENCE_MS } from '../../e2e/until.ts';

const NODE = join(PROJECT_ROOT, 'tools', 'launcher', 'node.cjs');

/** What it says and its exit status, where the machine has that version of Node.js. */
async function run(version: string, argument: string) {
  const program = `
    const versions = { ...process.versions, node: '${version}' };
    Object.defineProperty(process, 'versions', { value: versions });
    require(${JSON.stringify(NODE)});`;
  const { exitCode, all } = await execa(process.execPath, ['--eval', program, '-', argument], {
    all: true,
    reject: false,
  });
  return { exitCode, all };
}

describe('The Node.js that runs this project', function () {
  this.timeout(PATIENCE_MS);

  it('is refused in one sentence where npm cannot install by it', async () => {
    assert.deepEqual(await run('18.20.8', '--install'), {
      exitCode: 1,
      all: 'Node.js 18.20.8 is too old for this project, which needs 20: install Node.js 24 from https://nodejs.org and run npm ci again.',
    });
  });

  it('is the machine’s own where that is new enough', async () => {
    for (const version of ['24.11.0', '25.0.0', '26.1.0']) {
      assert.deepEqual(await run(version, '--install'), { exitCode: 0, all: '' }, version);
    }
  });

  it('is asked for before a script that an older one cannot read', async () => {
    for (const version of ['20.20.2', '22.20.0', '24.10.0']) {
      const { exitCode, all } = await run(version, 'examples/demo/run.ts');
      assert.equal(exitCode, 1);
      assert.match(
        all,
        /^Node\.js [\d.]+ is older than 24\.11, .*: run npm ci without --ignore-scripts\.$/,
      );
    }
  });
});
