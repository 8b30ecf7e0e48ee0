import { initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { deployedName } from '../../functions/src/config/environment.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this by npm run with-emulators`);
  return value;
}

export const PROJECT = setting('GCLOUD_PROJECT');
/** The kit in `examples/host-app/` has another region than the product. */
export const REGION = process.env.TESTED_REGION ?? 'us-central1';
/** Returns the name by which clients call a function. */
export const deployed = (name: string): string => deployedName(name, process.env.TESTED_KIT);
export const FIRESTORE_HOST = setting('FIRESTORE_EMULATOR_HOST');
export const AUTH_HOST = setting('FIREBASE_AUTH_EMULATOR_HOST');
export const FUNCTIONS_ORIGIN = setting('FUNCTIONS_EMULATOR_ORIGIN');
export const FCM_ORIGIN = `http://${setting('FCM_EMULATOR_HOST')}`;

/** Ignores the rules. It writes documents and reads the server's data. */
export const admin = getFirestore(initializeApp({ projectId: PROJECT }));
