import { join } from 'node:path';
import firebase from '../../firebase.json' with { type: 'json' };

export const PROJECT_ROOT = join(import.meta.dirname, '../..');

/** The Firebase CLI. It must run with this process's Node.js. PATH may have another one first. */
export const FIREBASE_CLI = join(PROJECT_ROOT, 'node_modules/firebase-tools/lib/bin/firebase.js');

/** Firebase treats a project whose ID starts with `demo-` as one without a cloud. */
export const PROJECT_ID = 'demo-comment-push';

const { emulators } = firebase;

/** On every Mac, AirPlay uses the default port of the Hosting emulator. */
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

/** `host:port` of each server that a run starts. */
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
 * Returns the environment variables that lead a program, such as a Firebase SDK, to the emulators.
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
  // Otherwise Google's libraries search for a cloud. Without a network, this takes seconds.
  METADATA_SERVER_DETECTION: 'none',
});
