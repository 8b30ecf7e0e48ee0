import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '../../../tools/launcher/server-process.ts';
import { place } from '../../../tools/launcher/suite-project.ts';
import { PATIENCE_MS, until } from '../../e2e/until.ts';
import { isRunning } from './is-running.ts';

/**
 * Starts a program in its own process group, as firebase-tools does, prints its ID, and continues.
 * With `--deaf`, it is too busy to react to anything.
 */
const SERVER = `
  import { spawn } from 'node:child_process';
  const [program, deaf] = process.argv.slice(2);
  const child = spawn(program, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  child.once('spawn', () => console.log('child', child.pid, 'of', process.pid));
  setInterval(() => {}, 1000);
  if (deaf) child.once('spawn', () => setTimeout(() => { for (;;); }));
`;

const SERVER_MODULE = new URL('../../../tools/launcher/server-process.ts', import.meta.url).href;

describe('A server of the launcher', function () {
  this.timeout(2 * PATIENCE_MS);
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'server-'));
    await writeFile(join(directory, 'server.mjs'), SERVER);
  });
  afterEach(() => rm(directory, { recursive: true, maxRetries: 3 }));

  const options = (program = process.execPath, ...args: string[]) => ({
    name: 'The server',
    script: join(directory, 'server.mjs'),
    args: [program, ...args],
    cwd: directory,
    env: process.env,
    logPath: join(directory, 'log'),
    verbose: false,
  });

  const pidsIn = (logOf: () => string) =>
    until('all IDs are in the log', () =>
      /child (\d+) of (\d+)/.exec(logOf())?.slice(1).map(Number),
    );

  for (const busy of [[], ['--deaf']]) {
    it(`stops with all of its processes ${busy}`, async () => {
      const server = new ServerProcess(options(process.execPath, ...busy));
      const pids = await pidsIn(() => server.logTail);
      assert.ok(pids.every(isRunning));
      await server.stop(500);
      assert.equal(server.running, false);
      await until('all have ended', () => !pids.some(isRunning));
    });
  }

  it('ends if its JVM was killed', async () => {
    const java = join(directory, process.platform === 'win32' ? 'java.exe' : 'java');
    await place(process.execPath, java);
    const server = new ServerProcess(options(java));
    const [jvm = 0] = await pidsIn(() => server.logTail);
    process.kill(jvm, 'SIGKILL');
    await server.exited;
    assert.equal(server.running, false);
  });

  it('ends with all of its processes if the launcher is killed', async () => {
    const script = `
      import { ServerProcess } from ${JSON.stringify(SERVER_MODULE)};
      new ServerProcess({ ...${JSON.stringify(options())}, env: process.env, verbose: true });`;
    const launcher = spawn(process.execPath, ['--input-type=module', '-e', script]);
    let log = '';
    launcher.stderr.on('data', (chunk: Buffer) => {
      log += chunk;
    });
    const pids = await pidsIn(() => log);
    assert.ok(pids.every(isRunning));
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');
    await until('all have ended', () => !pids.some(isRunning));
  });
});
