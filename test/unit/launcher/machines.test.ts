import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { hostingPort } from '../../../tools/launcher/addresses.ts';
import { withLogs } from '../../../tools/launcher/logs.ts';
import { requireRoomForSockets } from '../../../tools/launcher/socket-path.ts';
import { place } from '../../../tools/launcher/suite-project.ts';
import { readArguments } from '../../../tools/launcher/usage.ts';

describe('The port of the web demo', () => {
  it('is Firebase’s own, but not on a Mac, where AirPlay has it', () => {
    assert.equal(hostingPort('linux'), 5000);
    assert.equal(hostingPort('win32'), 5000);
    assert.equal(hostingPort('darwin'), 5002);
  });
});

describe('A directory for temporary files', () => {
  const ofLength = (bytes: number): string => `/${'t'.repeat(bytes - 1)}`;

  it('may be as long as a socket’s path allows', () => {
    requireRoomForSockets(ofLength(76), 'linux');
    requireRoomForSockets(ofLength(72), 'darwin');
    requireRoomForSockets(ofLength(200), 'win32');
  });

  it('is refused in one sentence when it is longer', () => {
    for (const [bytes, platform] of [
      [77, 'linux'],
      [73, 'darwin'],
    ] as const) {
      assert.throws(() => requireRoomForSockets(ofLength(bytes), platform), {
        name: 'LaunchError',
        message: /too long for the path of a socket, by 1 bytes: set TMPDIR to a shorter one/,
      });
    }
  });

  it('is measured in bytes', () => {
    assert.throws(() => requireRoomForSockets(`/${'글'.repeat(30)}`, 'linux'));
  });
});

describe('A project laid out for the emulators', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'machines-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** Windows, where who is no developer makes junctions only. */
  const windowsLink = async (_target: unknown, _path: unknown, type?: string | null) => {
    if (type === 'junction') throw new Error('made a junction');
    throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
  };

  it('copies a file that nobody may link', async () => {
    const [from, to] = [join(directory, 'firestore.rules'), join(directory, 'copy.rules')];
    await writeFile(from, 'rules');
    await place(from, to, windowsLink);
    assert.equal(await readFile(to, 'utf8'), 'rules');
  });

  it('makes a junction to a directory', async () => {
    await mkdir(join(directory, 'functions'));
    await assert.rejects(
      place(join(directory, 'functions'), join(directory, 'link'), windowsLink),
      /made a junction/,
    );
  });
});

describe('What is told of a server that ended', () => {
  it('has the Firestore emulator’s own last words, and where the logs are', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'logs-'));
    await writeFile(join(directory, 'firestore-debug.log'), 'Error: Unable to access jarfile\n');
    const told = await withLogs('Firestore Emulator has exited with code: 1', directory);
    assert.ok(told.includes('Unable to access jarfile'));
    assert.ok(told.endsWith(directory));
    await rm(directory, { recursive: true });
  });
});

describe('A program’s options', () => {
  const USAGE = 'Usage: npm run demo -- [--once]';

  it('are shown where they are asked for, which is no failure', async () => {
    const launcher = new URL('../../../tools/launcher/', import.meta.url).href;
    const program = `
      import { runProgram } from '${launcher}program.ts';
      import { readArguments } from '${launcher}usage.ts';
      await runProgram(async () => readArguments({ args: ['--help'] }, '${USAGE}') && 1);`;
    const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', program]);
    assert.equal(stdout, USAGE);
  });

  it('are named where it does not know one', () => {
    const config = { args: ['--twice'], options: { once: { type: 'boolean' } } } as const;
    assert.throws(() => readArguments(config, USAGE), {
      name: 'LaunchError',
      message: /--twice.*\nUsage: npm run demo/s,
    });
  });
});
