import { createRequire } from 'node:module';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { deployedName } from '../../functions/src/config/environment.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this by npm run with-emulators`);
  return value;
}

export const PROJECT = setting('GCLOUD_PROJECT');
/** Tells the product's functions from those of the kit in `examples/host-app/`. */
export const REGION = process.env.TESTED_REGION ?? 'us-central1';
/** What a function is called where it is called. */
export const deployed = (name: string): string => deployedName(name, process.env.TESTED_KIT);
export const FIRESTORE_HOST = setting('FIRESTORE_EMULATOR_HOST');
export const AUTH_HOST = setting('FIREBASE_AUTH_EMULATOR_HOST');
export const FUNCTIONS_ORIGIN = setting('FUNCTIONS_EMULATOR_ORIGIN');
export const FCM_ORIGIN = `http://${setting('FCM_EMULATOR_HOST')}`;

/** Past the rules, for seeding and for looking at what the server keeps. */
export const admin = getFirestore(initializeApp({ projectId: PROJECT }));

const ofFunctions = createRequire(new URL('../../functions/package.json', import.meta.url));
const functionsApp: typeof import('firebase-admin/app') = ofFunctions('firebase-admin/app');
const functionsFirestore: typeof import('firebase-admin/firestore') = ofFunctions(
  'firebase-admin/firestore',
);

/** The database for calling the functions' own code, which knows only its own installed SDK. */
export const functionsDb = functionsFirestore.getFirestore(
  functionsApp.initializeApp({ projectId: PROJECT }),
);
