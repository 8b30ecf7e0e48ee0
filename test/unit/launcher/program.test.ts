import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PATIENCE_MS, until } from '../../e2e/until.ts';
import { isRunning } from './is-running.ts';

const PROGRAM_MODULE = new URL('../../../tools/launcher/program.ts', import.meta.url).href;

/** Replaces npm: a parent that dies without a signal to others. */
const NPM = `
  const { spawn } = require('node:child_process');
  spawn(process.argv[1], process.argv.slice(2), { stdio: 'inherit' });
  setInterval(() => {}, 1000);
`;

/** Runs until it is stopped. */
const PROGRAM = `
  import { once } from 'node:events';
  import { runProgram } from ${JSON.stringify(PROGRAM_MODULE)};
  await runProgram(async (interrupt) => {
    console.log('program', process.pid);
    const work = setInterval(() => {}, 1000);
    await once(interrupt, 'abort');
    clearInterval(work);
    return 0;
  });
`;

const WAYS = {
  'as its child': [process.execPath, '--input-type=module', '-e', PROGRAM],
  // The command after it prevents the shell from replacing itself with the program.
  'behind a shell': [
    ...['sh', '-c', '"$0" --input-type=module -e "$1"; true'],
    ...[process.execPath, PROGRAM],
  ],
};

describe('A program that npm runs', function () {
  this.timeout(2 * PATIENCE_MS);

  for (const [how, command] of Object.entries(WAYS)) {
    it(`stops when npm is killed, run ${how}`, async function () {
      if (process.platform === 'win32') return this.skip();
      const npm = spawn(process.execPath, ['-e', NPM, ...command], {
        env: { ...process.env, npm_lifecycle_event: 'test' },
      });
      let program = 0;
      try {
        let log = '';
        npm.stdout.on('data', (chunk: Buffer) => {
          log += chunk;
        });
        program = Number(await until('its ID is in the log', () => /program (\d+)/.exec(log)?.[1]));
        assert.ok(isRunning(program));
        npm.kill('SIGKILL');
        await once(npm, 'exit');
        await until('it has ended', () => !isRunning(program));
      } finally {
        npm.kill('SIGKILL');
        npm.stdout.destroy();
        if (program > 0 && isRunning(program)) process.kill(program, 'SIGKILL');
      }
    });
  }
});
