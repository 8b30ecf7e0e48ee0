import { setGlobalOptions } from 'firebase-functions';
import { wrongValues } from './checked-params.ts';
import * as config from './config.ts';
import { fcmEndpoint } from './delivery/fcm-endpoint.ts';
import { AS_TOKENS } from './service-accounts.ts';

// This file is loaded by a deployment, which sees the values of the project's dotenv file, by the
// emulators and by each new instance: all of them refuse a value that would do harm.
const { emulated } = fcmEndpoint(process.env);
const wrong = wrongValues(Object.values(config), process.env, emulated);
if (wrong.length > 0) {
  const refusal = new Error(`Wrong params, see docs/operations.md:\n${wrong.join('\n')}`);
  // Printed to whoever deploys, to whom a line of the bundle says nothing.
  refusal.stack = refusal.message;
  throw refusal;
}

// Imported before any function is defined: options are read at definition.
setGlobalOptions({
  ...AS_TOKENS,
  region: config.REGION,
  maxInstances: config.MAX_INSTANCES,
  // An idle instance takes about 100 MB; a page of followers adds some 13.
  memory: '256MiB',
  // One CPU serves many requests at a time: most of each is waiting for Firestore and FCM.
  cpu: 1,
  concurrency: 80,
});
