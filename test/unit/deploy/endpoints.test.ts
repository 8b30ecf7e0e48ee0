import assert from 'node:assert/strict';
import { fcmEndpoint } from '../../../functions/src/config/environment.ts';

const PRODUCTION = { origin: 'https://fcm.googleapis.com', emulated: false };

describe('The server for pushes', () => {
  for (const [what, left] of Object.entries({
    'no setting': {},
    'a leftover FCM_EMULATOR_HOST': { FCM_EMULATOR_HOST: 'elsewhere.example:9298' },
    'FUNCTIONS_EMULATOR set to false': {
      FCM_EMULATOR_HOST: 'elsewhere.example:9298',
      FUNCTIONS_EMULATOR: 'false',
    },
    'other emulators’ settings': {
      FIRESTORE_EMULATOR_HOST: '127.0.0.1:8080',
      FIREBASE_EMULATOR_HUB: '127.0.0.1:4400',
      FCM_EMULATOR_HOST: '127.0.0.1:9298',
    },
  })) {
    it(`is FCM itself in production with ${what}`, () => {
      assert.deepEqual(fcmEndpoint({ K_SERVICE: 'oncommentcreated', ...left }), PRODUCTION);
    });
  }

  it('is the FCM emulator inside the Functions emulator, never FCM itself', () => {
    for (const [FCM_EMULATOR_HOST, origin] of [
      ['127.0.0.1:1234', 'http://127.0.0.1:1234'],
      [undefined, 'http://127.0.0.1:9298'],
      ['', 'http://127.0.0.1:9298'],
    ] as const) {
      const endpoint = fcmEndpoint({ FUNCTIONS_EMULATOR: 'true', FCM_EMULATOR_HOST });
      assert.deepEqual(endpoint, { origin, emulated: true });
    }
  });
});
