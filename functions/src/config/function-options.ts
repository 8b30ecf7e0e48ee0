import { refusedValues } from './all-params.ts';
import { fcmEndpoint } from './environment.ts';
import * as config from './params.ts';

// A deployment, the emulators and each new instance load this file. All of them stop here if a
// value is invalid. A deployment sees the values of the project's dotenv file.
const wrong = refusedValues(process.env, fcmEndpoint(process.env).emulated);
if (wrong.length > 0) {
  const refusal = new Error(`Wrong params:\n${wrong.join('\n')}`);
  // Shown to the person who deploys. A line number of the bundle would not help them.
  refusal.stack = refusal.message;
  throw refusal;
}

/**
 * Options of every function. They are not set globally: in a function kit, the global options
 * belong to the app, and the app may use another version of the SDK.
 */
const SHARED = {
  region: config.REGION,
  maxInstances: config.MAX_INSTANCES,
  // An idle instance needs about 100 MB. A page of followers needs about 13 MB more.
  memory: '256MiB',
  // One CPU serves many requests at once: they mostly wait for Firestore and FCM.
  cpu: 1,
  concurrency: 80,
} as const;

/**
 * Returns options with the service account of that name, if OWN_SERVICE_ACCOUNTS is true. Each
 * account has only the roles that its functions need (docs/operations.md). Otherwise the platform
 * uses its default account.
 */
function as(name: string) {
  if (!config.OWN_SERVICE_ACCOUNTS.value()) return SHARED;
  const serviceAccount = `${name}@${process.env.GCLOUD_PROJECT}.iam.gserviceaccount.com`;
  return { ...SHARED, serviceAccount };
}

/** For all functions that name no other account. It has the fewest roles. */
export const AS_TOKENS = as('push-tokens');
/** For functions that send pushes or enqueue tasks. */
export const AS_DELIVERY = as('push-delivery');
/** For functions that an event triggers and that send nothing. */
export const AS_LIFECYCLE = as('push-lifecycle');
