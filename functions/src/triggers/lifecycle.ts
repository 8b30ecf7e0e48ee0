import { onUserDeleted as onAuthUserDeleted } from 'firebase-functions/identity';
import { onSchedule } from 'firebase-functions/scheduler';
import { AS_LIFECYCLE, AS_TOKENS } from '../config/function-options.ts';
import { STALE_DAYS } from '../config/params.ts';
import { deleteInbox } from '../inbox/inbox-store.ts';
import { pruneStaleTokens as prune, removeAccount } from '../tokens/device-store.ts';
import { log, reportingFailures } from './failures.ts';
import { firestore } from './instance.ts';

const DAY_MS = 24 * 60 * 60_000;
/** One run prunes about 50,000 devices. A backlog takes several nights. */
const PRUNE_TIMEOUT_SECONDS = 540;
/** Reserved for the last page, in milliseconds. */
const PRUNE_MARGIN_MS = 60_000;

/** At night, and not at a full hour, when most schedules run. */
export const pruneStaleTokens = onSchedule(
  { ...AS_TOKENS, schedule: '17 3 * * *', timeoutSeconds: PRUNE_TIMEOUT_SECONDS },
  () =>
    reportingFailures(async () => {
      const now = Date.now();
      const stopAt = now + PRUNE_TIMEOUT_SECONDS * 1000 - PRUNE_MARGIN_MS;
      const pruned = await prune(firestore(), now - STALE_DAYS.value() * DAY_MS, stopAt, Date.now);
      log('devices.pruned', { devices: pruned });
    }),
);

/** Removes a deleted user's devices and inbox. Retries then withdraw the pending pushes. */
export const onUserDeleted = onAuthUserDeleted(
  { ...AS_LIFECYCLE, retry: true },
  ({ data: { uid }, time }) =>
    reportingFailures(async () => {
      const db = firestore();
      await removeAccount(db, uid, Date.parse(time), Date.now());
      await deleteInbox(db, uid);
    }),
);
