import assert from 'node:assert/strict';
import { mkdir, mkdtempDisposable, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { findFirestoreJar, launchableJar } from '../../../tools/launcher/firestore-emulator.ts';
import { rankRuntimes } from '../../../tools/launcher/jdk.ts';

describe('The Java runtimes that are tried', () => {
  it('are JAVA_HOME, PATH, the newest, and one without a version, but none that is too old', () => {
    const runtime = (homedir: string, major: number, tags: object = {}) => ({
      homedir,
      version: { major, java_version: `${major}.0.1` },
      ...tags,
    });
    const found = [
      { homedir: '/unknown' },
      runtime('/22', 22),
      runtime('/25', 25),
      runtime('/17', 17, { isJavaHomeEnv: true }),
      runtime('/on-path', 21, { isInPathEnv: true }),
      runtime('/java-home', 21, { isJavaHomeEnv: true }),
    ];
    const order = ['/java-home', '/on-path', '/25', '/22', '/unknown'];
    assert.deepEqual(rankRuntimes(found), order);
  });
});

describe('The Firestore emulator that is used', () => {
  const COMPONENT = 'platform/cloud-firestore-emulator/cloud-firestore-emulator.jar';
  let machine: Awaited<ReturnType<typeof mkdtempDisposable>>;
  const at = (path: string) => join(machine.path, path);

  beforeEach(async () => {
    machine = await mkdtempDisposable(join(tmpdir(), 'emulators-'));
  });
  afterEach(() => machine.remove());

  async function file(path: string): Promise<string> {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), '');
    return at(path);
  }

  it('is the one of FIRESTORE_EMULATOR_BINARY_PATH, and no other if that does not exist', async () => {
    await file(`sdk/${COMPONENT}`);
    const chosen = (FIRESTORE_EMULATOR_BINARY_PATH: string) =>
      findFirestoreJar({ FIRESTORE_EMULATOR_BINARY_PATH, CLOUDSDK_ROOT_DIR: at('sdk') }, []);
    assert.equal(await chosen(await file('chosen.jar')), at('chosen.jar'));
    await assert.rejects(chosen(at('none.jar')), {
      name: 'LaunchError',
      message: /^FIRESTORE_EMULATOR_BINARY_PATH is set to .*none\.jar/,
    });
  });

  it('is the Cloud CLI’s component before a cached one, wherever the CLI is', async () => {
    const jar = await file(`sdk/${COMPONENT}`);
    await file('cache/cloud-firestore-emulator-v9.9.9.jar');
    const cached = { FIREBASE_EMULATORS_PATH: at('cache') };
    await file('sdk/bin/gcloud');
    await mkdir(at('bin'));
    await symlink(at('sdk/bin/gcloud'), at('bin/gcloud'));

    assert.equal(await findFirestoreJar({ ...cached, CLOUDSDK_ROOT_DIR: at('sdk') }, []), jar);
    assert.equal(await findFirestoreJar({ ...cached, PATH: at('bin') }, []), jar);
    assert.equal(await findFirestoreJar(cached, [at('elsewhere'), at('sdk')]), jar);
  });

  it('is otherwise the newest download of firebase-tools, or none', async () => {
    const environment = { FIREBASE_EMULATORS_PATH: at('cache') };
    assert.equal(await findFirestoreJar(environment, []), undefined);
    await file('cache/cloud-firestore-emulator-v1.9.2.jar');
    const newest = await file('cache/cloud-firestore-emulator-v1.22.0.jar');
    assert.equal(await findFirestoreJar(environment, []), newest);
  });

  it('can have a long path with spaces and non-ASCII letters', () => {
    const jar = `/home/하늘/my files/${'deep/'.repeat(50)}emulator.jar`;
    const { 'META-INF/MANIFEST.MF': manifest } = unzipSync(launchableJar(jar));
    const lines = strFromU8(manifest ?? assert.fail()).split('\r\n');
    assert.ok(lines.every((line) => Buffer.byteLength(line) <= 72));
    const [, classPath = ''] = lines.join('').split('Class-Path: ');
    assert.equal(decodeURI(classPath.replaceAll(' ', '')), `file://${jar}`);
  });
});
