import assert from 'node:assert/strict';
import { cp, mkdtempDisposable, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tools/launcher/ports.ts';
import { PROJECT } from '../e2e/environment.ts';
import { APP, KIT, push } from './installed.ts';

/** Time for a second suite on a busy machine, in ms. */
const PATIENCE_MS = 300_000;

/** Runs in the emulators: signs up, saves a device of the FCM emulator, and sends a test push. */
const SCRIPT = `
const { FCM_EMULATOR_HOST, FIREBASE_AUTH_EMULATOR_HOST, FUNCTIONS_PORT, GCLOUD_PROJECT } = process.env;
const post = async (url, body, token) => (await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) },
  body: JSON.stringify(body),
})).json();
const fcm = 'http://' + FCM_EMULATOR_HOST;
const { token } = await post(fcm + '/emulator/v1/devices', {});
const auth = 'http://' + FIREBASE_AUTH_EMULATOR_HOST + '/identitytoolkit.googleapis.com/v1';
const { idToken } = await post(auth + '/accounts:signUp?key=any', { returnSecureToken: true });
const functions = 'http://127.0.0.1:' + FUNCTIONS_PORT + '/' + GCLOUD_PROJECT + '/europe-west1/kit-push-';
await post(functions + 'savePushToken', { data: { token, platform: 'web' } }, idToken);
const { result } = await post(functions + 'sendTestPush', { data: null }, idToken);
const page = await (await fetch(fcm)).text();
console.log('outcome: ' + result.results[0].outcome + ', page: ' + page.includes('<script'));
`;

describe('The emulators of an app with the kit', function () {
  this.timeout(PATIENCE_MS);

  it('start by one command on the app’s own ports, with the FCM emulator', async () => {
    await using scratch = await mkdtempDisposable(join(tmpdir(), 'own-'));
    const app = scratch.path;
    for (const name of ['firestore.rules', 'firestore.indexes.json', 'functions', KIT]) {
      const filter = (from: string) => !from.includes('node_modules');
      await cp(join(APP, name), join(app, name), { recursive: true, filter });
    }
    for (const code of ['functions', join(KIT, 'source')]) {
      await symlink(join(APP, code, 'node_modules'), join(app, code, 'node_modules'));
    }
    const firebase = JSON.parse(await readFile(join(APP, 'firebase.json'), 'utf8'));
    for (const name of ['auth', 'functions', 'firestore', 'tasks', 'hub', 'logging', 'eventarc']) {
      firebase.emulators[name] = { port: await freePort() };
    }
    await writeFile(join(app, 'firebase.json'), JSON.stringify(firebase));
    await writeFile(join(app, 'try.mjs'), SCRIPT);
    const ran = await push(
      ['emulators', '--app', app, '--fcm-port', String(await freePort()), '--exec', 'node try.mjs'],
      {
        FCM_EMULATOR_HOST: '',
        FIRESTORE_EMULATOR_HOST: '',
        FIREBASE_AUTH_EMULATOR_HOST: '',
        FIREBASE_EMULATOR_HUB: '',
        GCLOUD_PROJECT: PROJECT,
        FUNCTIONS_PORT: String(firebase.emulators.functions.port),
        XDG_CONFIG_HOME: app,
        CI: 'true',
      },
    );
    assert.match(ran.stdout, /outcome: delivered, page: true/, ran.stdout + ran.stderr);
    assert.equal(ran.exitCode, 0, ran.stderr);
  });
});
