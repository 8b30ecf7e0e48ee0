import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtempDisposable, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../launcher/addresses.ts';

/** Copying, and a type check of everything, on a busy machine. Milliseconds. */
const PATIENCE_MS = 300_000;

/** A clone of what is tracked or new here, with what is installed here. */
async function cloneInto(directory: string): Promise<void> {
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await execa('git', listed, { cwd: PROJECT_ROOT });
  for (const file of stdout.split('\n')) {
    if (!existsSync(join(PROJECT_ROOT, file))) continue;
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await copyFile(join(PROJECT_ROOT, file), join(directory, file));
  }
  for (const installed of ['node_modules', 'functions/node_modules']) {
    await symlink(join(PROJECT_ROOT, installed), join(directory, installed), 'junction');
  }
  const asSomebody = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com'];
  for (const args of [
    ['init'],
    ['add', '--all'],
    [...asSomebody, 'commit', '--message', 'Clone'],
  ]) {
    await execa('git', args, { cwd: directory });
  }
}

describe('A clone after npm run trim', function () {
  this.timeout(PATIENCE_MS);

  it('is whole without the demo, the benchmarks and the pictures', async () => {
    await using clone = await mkdtempDisposable(join(tmpdir(), 'trimmed-'));
    const run = (...args: string[]) =>
      execa('npm', ['run', '--silent', ...args], { cwd: clone.path, all: true });
    await cloneInto(clone.path);

    const { stdout } = await run('trim');
    for (const path of ['demo', 'bench', 'README.ko.md', 'docs/images']) {
      assert.ok(stdout.includes(`\n  ${path}\n`), `says nothing of ${path}`);
      assert.ok(!existsSync(join(clone.path, path)), `leaves ${path}`);
    }
    for (const script of ['types', 'lint', 'unused']) await run(script);
    await execa('mocha', ['test/unit/{docs,events,launcher,notifications}/*.test.ts'], {
      cwd: clone.path,
      preferLocal: true,
      all: true,
    });
  });
});
