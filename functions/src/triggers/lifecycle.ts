import { onUserDeleted as onAuthUserDeleted } from 'firebase-functions/identity';
import { onSchedule } from 'firebase-functions/scheduler';
import { AS_LIFECYCLE, AS_TOKENS } from '../config/function-options.ts';
import { STALE_DAYS } from '../config/params.ts';
import { deleteInbox } from '../inbox/inbox-store.ts';
import { pruneStaleTokens as prune, removeAccount } from '../tokens/device-store.ts';
import { log, reportingFailures } from './failures.ts';
import { firestore } from './instance.ts';

const DAY_MS = 24 * 60 * 60_000;
/** A run prunes some 50,000 devices in its time; a backlog takes a few nights. */
const PRUNE_TIMEOUT_SECONDS = 540;
/** Time for the last page to end in, ms. */
const PRUNE_MARGIN_MS = 60_000;

/** Nightly, and off the minutes at which everybody else's schedules run. */
export const pruneStaleTokens = onSchedule(
  { ...AS_TOKENS, schedule: '17 3 * * *', timeoutSeconds: PRUNE_TIMEOUT_SECONDS },
  () =>
    reportingFailures(async () => {
      const now = Date.now();
      const stopAt = now + PRUNE_TIMEOUT_SECONDS * 1000 - PRUNE_MARGIN_MS;
      const pruned = await prune(firestore(), now - STALE_DAYS.value() * DAY_MS, stopAt);
      log('devices.pruned', { devices: pruned });
    }),
);

/**
 * A deleted user keeps no device and no inbox. Pushes pending for them are withdrawn at the
 * retry, which finds no device.
 */
export const onUserDeleted = onAuthUserDeleted(
  { ...AS_LIFECYCLE, retry: true },
  ({ data: { uid }, time }) =>
    reportingFailures(async () => {
      const db = firestore();
      await removeAccount(db, uid, Date.parse(time));
      await deleteInbox(db, uid);
    }),
);
