import assert from 'node:assert/strict';
import { copyFile, mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { comment } from '../../../functions/src/events/comment.ts';
import { like } from '../../../functions/src/events/like.ts';
import { newFollower } from '../../../functions/src/events/new-follower.ts';
import { push } from '../../../functions/src/events/push.ts';
import { PROJECT_ROOT } from '../../../tools/launcher/addresses.ts';
import { INSTALL_MS, installed } from '../../runner/installed.ts';
import { readText } from './documents.ts';

const REACT_NATIVE = join(import.meta.dirname, 'code');
const CLIENT = join(PROJECT_ROOT, 'client');
const TSC = join(PROJECT_ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** The files that the app itself must have, as the code says. */
const FILES_OF_THE_APP = {
  'device-id.ts': "export const deviceId: string = '';",
  'storage.ts':
    "import { createMMKV } from 'react-native-mmkv'; export const storage = createMMKV();",
  'user.ts':
    'export const userData = async (_: string): Promise<{ [field: string]: any } | undefined> => ({});',
};

describe('Code for clients that tests do not run', function () {
  this.timeout(INSTALL_MS);

  it('matches the types of React Native’s packages and of client/', async () => {
    await installed(REACT_NATIVE);
    // The directory in which the packages are found.
    await using app = await mkdtempDisposable(join(REACT_NATIVE, 'node_modules', '.app-'));
    for (const name of await readdir(CLIENT)) {
      if (name.endsWith('.ts')) await copyFile(join(CLIENT, name), join(app.path, name));
    }
    for (const [name, text] of Object.entries(FILES_OF_THE_APP)) {
      await writeFile(join(app.path, name), text);
    }
    // As strict as the template of React Native apps.
    const options = [
      ...['--ignoreConfig', '--strict', '--noEmit', '--skipLibCheck'],
      ...['--allowImportingTsExtensions', '--target', 'esnext', '--lib', 'esnext'],
      ...['--module', 'esnext', '--moduleResolution', 'bundler', '--types', 'react-native'],
    ];
    const { all } = await execa(process.execPath, [TSC, ...options, 'react-native.ts'], {
      cwd: app.path,
      all: true,
      reject: false,
    });
    assert.equal(all, '');
  });

  for (const file of ['android.kt', 'flutter.dart', 'react-native.ts']) {
    it(`creates the channels of pushes, in ${file}`, () => {
      const code = readText(`client/${file}`);
      for (const { name, channel = name } of [comment, like, newFollower, push]) {
        assert.match(code, new RegExp(`['"]${channel}['"]`, 'u'));
      }
      assert.match(code, /_quiet\b/u);
    });
  }
});
