import { refusedValues } from './all-params.ts';
import { fcmEndpoint } from './environment.ts';
import * as config from './params.ts';

// This file is loaded by a deployment, which sees the values of the project's dotenv file, by the
// emulators and by each new instance: all of them refuse a value that would do harm.
const wrong = refusedValues(process.env, fcmEndpoint(process.env).emulated);
if (wrong.length > 0) {
  const refusal = new Error(`Wrong params:\n${wrong.join('\n')}`);
  // Printed to whoever deploys, to whom a line of the bundle says nothing.
  refusal.stack = refusal.message;
  throw refusal;
}

/**
 * Of every function. None of them is global: those are the app's to set in its wrapper of the kit,
 * which may be by another version of the SDK.
 */
const SHARED = {
  region: config.REGION,
  maxInstances: config.MAX_INSTANCES,
  // An idle instance takes about 100 MB; a page of followers adds some 13.
  memory: '256MiB',
  // One CPU serves many requests at a time: most of each is waiting for Firestore and FCM.
  cpu: 1,
  concurrency: 80,
} as const;

/**
 * As whom functions run, each with the roles that its functions need (docs/operations.md), where a
 * deployment wants the accounts that the command accounts makes. Nothing is said otherwise, and
 * the platform takes its default account.
 */
function as(name: string) {
  if (!config.OWN_SERVICE_ACCOUNTS.value()) return SHARED;
  const serviceAccount = `${name}@${process.env.GCLOUD_PROJECT}.iam.gserviceaccount.com`;
  return { ...SHARED, serviceAccount };
}

/** Of every function that asks for no other: it has the fewest roles. */
export const AS_TOKENS = as('push-tokens');
/** What sends, and enqueues what is to be sent. */
export const AS_DELIVERY = as('push-delivery');
/** What an event sets off that sends nothing. */
export const AS_LIFECYCLE = as('push-lifecycle');
