import { defineBoolean, defineInt, defineString, select } from 'firebase-functions/params';

/** What a deployment may set, in `functions/.env.PROJECT`. Times are in seconds. */

export const REGION = defineString('REGION', {
  default: 'us-central1',
  description: 'Region of every function and queue. Firestore triggers want it near the database.',
});

export const MAX_INSTANCES = defineInt('MAX_INSTANCES', {
  default: 50,
  description: 'Instances of each function at most: what a runaway or an attack may cost.',
});

export const ENFORCE_APP_CHECK = defineBoolean('ENFORCE_APP_CHECK', {
  default: false,
  description: 'Refuse callables without a valid App Check token. Set it to true in production.',
});

export const PUSH_MAX_AGE = defineInt('PUSH_MAX_AGE', {
  default: 4 * 60 * 60,
  description: 'A push that could not be delivered within this many seconds is given up.',
});

export const RETRY_FLOOR_SECONDS = defineInt('RETRY_FLOOR_SECONDS', {
  default: 10,
  description: 'Shortest wait after a 5xx, a time-out or a lost connection. FCM asks for 10 s.',
});

export const QUOTA_RETRY_FLOOR_SECONDS = defineInt('QUOTA_RETRY_FLOOR_SECONDS', {
  default: 60,
  description:
    'Wait after a 429 without Retry-After, while FCM refuses us and while sending is paused.',
});

export const DELIVERY_LEASE_SECONDS = defineInt('DELIVERY_LEASE_SECONDS', {
  default: 60,
  description: 'After so long a delivery whose process died is taken over. Not below the time-out.',
});

export const STALE_DAYS = defineInt('STALE_DAYS', {
  default: 60,
  description: 'A device not seen for this many days is removed. FCM calls a month stale.',
});

export const INBOX = defineBoolean('INBOX', {
  default: false,
  description: 'Keep an inbox in users/{uid}/notifications, with badges and pacing made from it.',
});

export const COLLAPSE = defineString('COLLAPSE', {
  default: 'comment',
  input: select(['comment', 'post']),
  description: 'What replaces what on the screen: a comment its own repeat, or one post its last.',
});

export const ALERT_INTERVAL = defineInt('ALERT_INTERVAL', {
  default: 60,
  description: 'With INBOX: seconds after a sound in which comments on the same post are silent.',
});

export const MENTION_BURST = defineInt('MENTION_BURST', {
  default: 5,
  description: 'With INBOX: pushes by which one person may mention another within ten minutes.',
});

export const FOLLOWER_PAGES_PER_SECOND = defineInt('FOLLOWER_PAGES_PER_SECOND', {
  default: 50,
  description: 'Pages of 100 followers sent in a second; 50 stay below FCM’s 600,000 a minute.',
});
