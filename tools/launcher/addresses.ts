import { join } from 'node:path';
import firebase from '../../firebase.json' with { type: 'json' };

export const PROJECT_ROOT = join(import.meta.dirname, '../..');

/** Run by this process' Node: the `firebase` command would take whichever is first on PATH. */
export const FIREBASE_CLI = join(PROJECT_ROOT, 'node_modules/firebase-tools/lib/bin/firebase.js');

/** Firebase takes any project whose id starts with `demo-` for one that exists nowhere. */
export const PROJECT_ID = 'demo-comment-push';

const { emulators } = firebase;

/** On every Mac, AirPlay listens where Firebase has its Hosting emulator. */
const MAC_HOSTING_PORT = 5002;
export const HOSTING_PORT =
  process.platform === 'darwin' ? MAC_HOSTING_PORT : emulators.hosting.port;

export interface Port {
  port: number;
  purpose: string;
}

export const SUITE_PORTS: readonly Port[] = [
  { port: emulators.auth.port, purpose: 'the Auth emulator' },
  { port: emulators.functions.port, purpose: 'the Functions emulator' },
  { port: emulators.firestore.port, purpose: 'the Firestore emulator' },
  { port: emulators.tasks.port, purpose: 'the Cloud Tasks emulator' },
  { port: emulators.hub.port, purpose: 'the emulator hub' },
];

export const HOSTING: Port = { port: HOSTING_PORT, purpose: 'the Hosting emulator' };
export const FCM_PORT: Port = { port: 9298, purpose: 'the FCM emulator' };

/** `host:port` of all that a run starts. */
export const ADDRESSES = {
  auth: `127.0.0.1:${emulators.auth.port}`,
  functions: `127.0.0.1:${emulators.functions.port}`,
  firestore: `127.0.0.1:${emulators.firestore.port}`,
  tasks: `127.0.0.1:${emulators.tasks.port}`,
  hosting: `127.0.0.1:${HOSTING_PORT}`,
  hub: `127.0.0.1:${emulators.hub.port}`,
  fcm: `127.0.0.1:${FCM_PORT.port}`,
} as const;

/**
 * What a program finds the emulators by; the Firebase SDKs read most of it.
 *
 * @param fcmHost `host:port` of the FCM emulator in use
 */
export const clientEnvironment = (fcmHost: string): Record<string, string> => ({
  GCLOUD_PROJECT: PROJECT_ID,
  FIRESTORE_EMULATOR_HOST: ADDRESSES.firestore,
  FIREBASE_AUTH_EMULATOR_HOST: ADDRESSES.auth,
  CLOUD_TASKS_EMULATOR_HOST: ADDRESSES.tasks,
  FIREBASE_EMULATOR_HUB: ADDRESSES.hub,
  FUNCTIONS_EMULATOR_ORIGIN: `http://${ADDRESSES.functions}`,
  FCM_EMULATOR_HOST: fcmHost,
  // Google's libraries look for a cloud around them, which takes seconds without a network.
  METADATA_SERVER_DETECTION: 'none',
});
