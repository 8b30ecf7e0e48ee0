import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findFirestoreJar } from '../../../tools/launcher/firestore-emulator.ts';

const COMPONENT = 'platform/cloud-firestore-emulator/cloud-firestore-emulator.jar';

describe('The Firestore emulator that is used', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'emulators-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function file(path: string): Promise<string> {
    const absolute = join(directory, path);
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, '');
    return absolute;
  }

  it('is the one of FIRESTORE_EMULATOR_BINARY_PATH before any other', async () => {
    const chosen = await file('chosen.jar');
    await file(`sdk/${COMPONENT}`);
    const environment = {
      FIRESTORE_EMULATOR_BINARY_PATH: chosen,
      CLOUDSDK_ROOT_DIR: join(directory, 'sdk'),
    };
    assert.equal(await findFirestoreJar(environment, []), chosen);
  });

  it('is not replaced silently when FIRESTORE_EMULATOR_BINARY_PATH leads nowhere', async () => {
    const environment = {
      FIRESTORE_EMULATOR_BINARY_PATH: join(directory, 'none.jar'),
      CLOUDSDK_ROOT_DIR: dirname(dirname(dirname(await file(COMPONENT)))),
    };
    await assert.rejects(findFirestoreJar(environment, []), {
      name: 'LaunchError',
      message: /^FIRESTORE_EMULATOR_BINARY_PATH is set to .*none\.jar/,
    });
  });

  it('is the Cloud CLI’s component before a cached one, wherever the CLI is', async () => {
    const jar = await file(`sdk/${COMPONENT}`);
    await file('cache/cloud-firestore-emulator-v9.9.9.jar');
    const cached = { FIREBASE_EMULATORS_PATH: join(directory, 'cache') };
    const sdk = join(directory, 'sdk');
    await file('sdk/bin/gcloud');
    await mkdir(join(directory, 'bin'));
    await symlink(join(sdk, 'bin', 'gcloud'), join(directory, 'bin', 'gcloud'));

    assert.equal(await findFirestoreJar({ ...cached, CLOUDSDK_ROOT_DIR: sdk }, []), jar);
    assert.equal(await findFirestoreJar({ ...cached, PATH: join(directory, 'bin') }, []), jar);
    assert.equal(await findFirestoreJar(cached, [join(directory, 'elsewhere'), sdk]), jar);
  });

  it('is that of Windows’ installer, whose command ends in .cmd', async () => {
    const jar = await file(`sdk/${COMPONENT}`);
    await file('sdk/bin/gcloud.cmd');
    assert.equal(await findFirestoreJar({ PATH: join(directory, 'sdk', 'bin') }, []), jar);
  });

  it('is the newest that firebase-tools has downloaded, if nothing else is there', async () => {
    await file('cache/cloud-firestore-emulator-v1.9.2.jar');
    const newest = await file('cache/cloud-firestore-emulator-v1.22.0.jar');
    const environment = { FIREBASE_EMULATORS_PATH: join(directory, 'cache') };
    assert.equal(await findFirestoreJar(environment, []), newest);
  });

  it('is none on a machine without one', async () => {
    const environment = { FIREBASE_EMULATORS_PATH: join(directory, 'cache') };
    assert.equal(await findFirestoreJar(environment, []), undefined);
  });
});
