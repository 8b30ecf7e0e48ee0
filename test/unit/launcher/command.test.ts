import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../tools/launcher/command.ts';
import { Interrupted } from '../../../tools/launcher/program.ts';
import { PATIENCE_MS, until } from '../../e2e/until.ts';

const NEVER = new AbortController().signal;
// Windows has no signals. A process that is ended there has a status.
const HAS_SIGNALS = process.platform !== 'win32';

const node = (script: string, ...args: string[]) =>
  [process.execPath, '-e', script, ...args] as const;
const statusOf = (command: readonly [string, ...string[]]) =>
  runCommand([...command], { ...process.env, GIVEN: '$HOME' }, NEVER);

describe('The command run with the emulators', function () {
  this.timeout(PATIENCE_MS);

  it('decides the exit status, as in a shell', async () => {
    assert.equal(await statusOf(node('process.exit(0)')), 0);
    assert.equal(await statusOf(node('process.exit(7)')), 7);
    const killed = node("process.kill(process.pid, 'SIGKILL')");
    assert.equal(await statusOf(killed), HAS_SIGNALS ? 137 : 1);
    assert.equal(await statusOf(['no-such-command-here']), 127);
  });

  it('gets its arguments unchanged, and the environment', async () => {
    const compare = 'process.exit(process.argv[1] === process.env.GIVEN + " \\"a b\\"" ? 0 : 1)';
    assert.equal(await statusOf(node(compare, '$HOME "a b"')), 0);
  });

  it('gets a stop signal and can end itself', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'command-'));
    const started = join(directory.path, 'started');
    const script = `
      process.on('SIGTERM', () => process.exit(3));
      setInterval(() => {}, 1000);
      fs.writeFileSync(process.argv[1], '');`;
    const interrupt = new AbortController();
    const status = runCommand([...node(script, started)], process.env, interrupt.signal);
    await until('it runs', () => existsSync(started));
    interrupt.abort(new Interrupted('SIGTERM'));
    assert.equal(await status, HAS_SIGNALS ? 3 : 143);
  });
});
