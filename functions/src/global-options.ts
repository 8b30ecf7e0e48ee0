import { setGlobalOptions } from 'firebase-functions';
import { MAX_INSTANCES, REGION } from './config.ts';

// Imported before any function is defined: options are read at definition.
setGlobalOptions({
  region: REGION,
  maxInstances: MAX_INSTANCES,
  // An idle instance takes about 100 MB; a page of followers adds some 13.
  memory: '256MiB',
  // One CPU serves many requests at a time: most of each is waiting for Firestore and FCM.
  cpu: 1,
  concurrency: 80,
});
