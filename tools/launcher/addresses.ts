import { join } from 'node:path';
import firebase from '../../firebase.json' with { type: 'json' };

export const PROJECT_ROOT = join(import.meta.dirname, '../..');

/** Firebase takes any project whose id starts with `demo-` for one that exists nowhere. */
export const PROJECT_ID = 'demo-comment-push';

const HOST = '127.0.0.1';
const FCM_EMULATOR_PORT = 9298;

/** On every Mac, AirPlay listens where Firebase has its Hosting emulator. */
const MAC_HOSTING_PORT = 5002;

const { emulators } = firebase;

export function hostingPort(platform: NodeJS.Platform): number {
  return platform === 'darwin' ? MAC_HOSTING_PORT : emulators.hosting.port;
}

export const HOSTING_PORT = hostingPort(process.platform);

function address(port: number): string {
  return `${HOST}:${port}`;
}

/** `host:port` of all that a run starts. */
export const ADDRESSES = {
  auth: address(emulators.auth.port),
  functions: address(emulators.functions.port),
  firestore: address(emulators.firestore.port),
  tasks: address(emulators.tasks.port),
  hosting: address(HOSTING_PORT),
  hub: address(emulators.hub.port),
  fcm: address(FCM_EMULATOR_PORT),
} as const;

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
export const FCM_PORT: Port = { port: FCM_EMULATOR_PORT, purpose: 'the FCM emulator' };

/**
 * What a program finds the emulators by; the Firebase SDKs read most of it.
 *
 * @param fcmHost `host:port` of the FCM emulator in use
 */
export function clientEnvironment(fcmHost: string): Record<string, string> {
  return {
    GCLOUD_PROJECT: PROJECT_ID,
    FIRESTORE_EMULATOR_HOST: ADDRESSES.firestore,
    FIREBASE_AUTH_EMULATOR_HOST: ADDRESSES.auth,
    CLOUD_TASKS_EMULATOR_HOST: ADDRESSES.tasks,
    FIREBASE_EMULATOR_HUB: ADDRESSES.hub,
    FUNCTIONS_EMULATOR_ORIGIN: `http://${ADDRESSES.functions}`,
    FCM_EMULATOR_HOST: fcmHost,
    // Google's libraries look for a cloud around them, which takes seconds without a network.
    METADATA_SERVER_DETECTION: 'none',
  };
}
