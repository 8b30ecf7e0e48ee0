import { APP_DATA_PARAMS } from './app-data.ts';
import { wrongValues } from './defining-params.ts';
import { fcmEndpoint } from './endpoints.ts';
import { kitInstance } from './kit-instance.ts';
import * as config from './params.ts';

// This file is loaded by a deployment, which sees the values of the project's dotenv file, by the
// emulators and by each new instance: all of them refuse a value that would do harm.
const params = [...Object.values(config), ...Object.values(APP_DATA_PARAMS)];
const wrong = wrongValues(params, process.env, fcmEndpoint(process.env).emulated);
if (wrong.length > 0) {
  const refusal = new Error(`Wrong params, see docs/operations.md:\n${wrong.join('\n')}`);
  // Printed to whoever deploys, to whom a line of the bundle says nothing.
  refusal.stack = refusal.message;
  throw refusal;
}

/** Of every function, and none of them global: in a function kit those are the app's to set. */
const SHARED = {
  // In a kit it is one of those.
  ...(kitInstance() === undefined && { region: config.REGION }),
  maxInstances: config.MAX_INSTANCES,
  // An idle instance takes about 100 MB; a page of followers adds some 13.
  memory: '256MiB',
  // One CPU serves many requests at a time: most of each is waiting for Firestore and FCM.
  cpu: 1,
  concurrency: 80,
} as const;

/**
 * As whom functions run, each with the roles that its functions need (docs/operations.md), where a
 * deployment wants the accounts that tools/push/service-accounts.sh makes. Nothing is said otherwise, and
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
