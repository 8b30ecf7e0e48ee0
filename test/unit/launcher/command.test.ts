import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../tools/launcher/command.ts';
import { Interrupted } from '../../../tools/launcher/program.ts';
import { PATIENCE_MS, until } from '../../e2e/until.ts';

const NEVER = new AbortController().signal;

function node(script: string, args: string[] = []): [string, ...string[]] {
  return [process.execPath, '-e', script, ...args];
}

describe('The command run with the emulators', function () {
  this.timeout(PATIENCE_MS);

  it('decides the exit status', async () => {
    assert.equal(await runCommand(node('process.exit(0)'), process.env, NEVER), 0);
    assert.equal(await runCommand(node('process.exit(7)'), process.env, NEVER), 7);
  });

  it('decides it by its signal too, as in a shell', async () => {
    const killed = node("process.kill(process.pid, 'SIGKILL')");
    // Windows has no signals: there a process is ended with a status.
    const expected = process.platform === 'win32' ? 1 : 137;
    assert.equal(await runCommand(killed, process.env, NEVER), expected);
  });

  it('gets its arguments as they are, and the environment', async () => {
    const given = ['two words', '"quoted"', '$HOME', ''];
    const compare =
      'process.exit(process.argv.slice(1).join("|") === process.env.EXPECTED ? 0 : 1)';
    const environment = { ...process.env, EXPECTED: given.join('|') };
    assert.equal(await runCommand(node(compare, given), environment, NEVER), 0);
  });

  it('is told of a stop signal and may end in its own way', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'command-'));
    const started = join(directory, 'started');
    const script = `
      process.on('SIGTERM', () => process.exit(3));
      setInterval(() => {}, 1000);
      fs.writeFileSync(process.argv[1], '');`;
    const interrupt = new AbortController();
    const status = runCommand(node(script, [started]), process.env, interrupt.signal);
    await until('it runs', () => existsSync(started));
    interrupt.abort(new Interrupted('SIGTERM'));
    assert.equal(await status, process.platform === 'win32' ? 143 : 3);
    await rm(directory, { recursive: true });
  });

  it('answers as a shell does when there is no such command', async () => {
    assert.equal(await runCommand(['no-such-command-here'], process.env, NEVER), 127);
  });
});
