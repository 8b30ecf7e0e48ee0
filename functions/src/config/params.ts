import { ATTEMPT_SECONDS, kitInstance } from './environment.ts';
import {
  anyText,
  falseOrTrue,
  knownFalseOrTrue,
  origin,
  region,
  wholeNumber,
} from './param-types.ts';

/** Params of a deployment, in `functions/.env.PROJECT`. Times are in seconds. */

/** In a function kit, the app's wrapper asks for the region under another name. */
export const REGION = region(
  kitInstance() ? 'FUNCTION_DEFAULT_REGION' : 'REGION',
  'us-central1',
  'Region of all functions and queues. It should be near the database.',
);

export const MAX_INSTANCES = wholeNumber(
  'MAX_INSTANCES',
  { default: 50, min: 1, max: 1000 },
  'Maximum number of instances of each function. It limits the cost of an attack.',
);

export const ENFORCE_APP_CHECK = falseOrTrue(
  'ENFORCE_APP_CHECK',
  'Refuse callables without a valid App Check token. Set it to true in production.',
);

export const OWN_SERVICE_ACCOUNTS = knownFalseOrTrue(
  'OWN_SERVICE_ACCOUNTS',
  'Run as the accounts that the command accounts creates, not as the default account.',
);

export const PUSH_SHARE_PERCENT = wholeNumber(
  'PUSH_SHARE_PERCENT',
  { default: 100, min: 0, max: 100 },
  'Only this share of users gets pushes, always the same users. For a rollout in steps.',
);

// Older news is useless. The record must still exist at the maximum age (KEPT_MS, 7 days).
export const PUSH_MAX_AGE = wholeNumber(
  'PUSH_MAX_AGE',
  { default: 4 * 60 * 60, min: 60, max: 7 * 24 * 60 * 60 },
  'A push expires if it could not be delivered within this time.',
);

// The minimum is FCM's own. Above the maximum, waits would not grow any more.
export const RETRY_FLOOR_SECONDS = wholeNumber(
  'RETRY_FLOOR_SECONDS',
  { default: 10, min: 10, max: 15 * 60 },
  'Shortest wait after a 5xx, a timeout or a lost connection. FCM asks for 10 s.',
);

export const QUOTA_RETRY_FLOOR_SECONDS = wholeNumber(
  'QUOTA_RETRY_FLOOR_SECONDS',
  { default: 60, min: 60, max: 15 * 60 },
  'Wait after a 429 without Retry-After, while FCM refuses us and while sending is paused.',
);

export const DELIVERY_LEASE_SECONDS = wholeNumber(
  'DELIVERY_LEASE_SECONDS',
  { default: 60, min: ATTEMPT_SECONDS, max: 60 * 60 },
  'After this time another process takes over the delivery of a process that died.',
);

// The minimum allows for a holiday without the phone. At the maximum, FCM has expired the token.
export const STALE_DAYS = wholeNumber(
  'STALE_DAYS',
  { default: 60, min: 14, max: 270 },
  'A device that was not seen for this many days is removed.',
);

export const INBOX = falseOrTrue(
  'INBOX',
  'Keep an inbox in users/{uid}/notifications, for badges and pacing.',
);

export const WEB_ORIGIN = origin(
  'WEB_ORIGIN',
  'Origin of the web app, such as https://example.com. A click on a push opens a page of it.',
);

export const ALERT_INTERVAL = wholeNumber(
  'ALERT_INTERVAL',
  { default: 60, min: 0, max: 24 * 60 * 60 },
  'With INBOX: seconds after a sound in which pushes of the same thread are silent.',
);

export const MENTION_BURST = wholeNumber(
  'MENTION_BURST',
  { default: 5, min: 1, max: 100 },
  'With INBOX: maximum number of mentions from one user to another in ten minutes.',
);

// The maximum is that of a Cloud Tasks queue.
export const FOLLOWER_PAGES_PER_SECOND = wholeNumber(
  'FOLLOWER_PAGES_PER_SECOND',
  { default: 50, min: 1, max: 500 },
  'Pages of 100 followers per second. 50 stay below FCM’s quota of 600,000 per minute.',
);

/**
 * With 256 MB, Node.js reserves 1 MB for new objects and collects garbage often. With 8 MB it needs
 * less CPU time under load (docs/decisions/young-objects.md).
 */
export const NODE_OPTIONS = anyText(
  'NODE_OPTIONS',
  '--max-semi-space-size=8',
  'Node.js options of each instance. 8 MB for new objects save CPU time.',
);
