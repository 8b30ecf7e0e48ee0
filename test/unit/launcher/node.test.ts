import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { PATIENCE_MS } from '../../e2e/until.ts';

const NODE = join(PROJECT_ROOT, 'tools', 'launcher', 'node.cjs');
const TOO_OLD =
  /^Node\.js 18\.20\.8 is too old .*, which needs 20: install Node\.js 24 .* run npm ci again\.$/;
const NOT_BROUGHT = /older than 24\.11, .*: run npm ci without --ignore/;

describe('The Node.js that runs this project', function () {
  this.timeout(PATIENCE_MS);

  for (const [version, argument, status, says] of [
    ['18.20.8', '--install', 1, TOO_OLD],
    ['24.11.0', '--install', 0, /^$/],
    ['26.1.0', '--install', 0, /^$/],
    ['20.20.2', 'examples/demo/run.ts', 1, NOT_BROUGHT],
    ['24.10.0', 'examples/demo/run.ts', 1, NOT_BROUGHT],
  ] as const) {
    it(`may${status ? ' not' : ''} be ${version} for ${argument}`, async () => {
      const program = `
        const versions = { ...process.versions, node: '${version}' };
        Object.defineProperty(process, 'versions', { value: versions });
        require(${JSON.stringify(NODE)});`;
      const args = ['--eval', program, '-', argument];
      const { exitCode, all } = await execa(process.execPath, args, { all: true, reject: false });
      assert.match(all, says);
      assert.equal(exitCode, status);
    });
  }
});
