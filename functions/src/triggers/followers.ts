import { onDocumentWritten } from 'firebase-functions/firestore';
import { AS_LIFECYCLE } from '../function-options.ts';
import { keepShards } from '../notifications/followers/shard-store.ts';
import { gathered } from '../notifications/gathered.ts';
import { reportingFailures } from './failures.ts';
import { firestore } from './firebase.ts';

/**
 * Keeps the IDs of a collection's documents in shards: of one with `{wildcards}` in its path, those of
 * each. An instance settles together what comes while it writes, so that a crowd costs few writes.
 *
 * @param collection the one that the event's `followers` names, with `sharded`
 */
export function followersTrigger(collection: string) {
  const keep = gathered((path, ids: readonly string[]) => keepShards(firestore(), path, ids));
  return onDocumentWritten(
    { ...AS_LIFECYCLE, document: `${collection}/{followerUid}`, retry: true },
    async ({ data }) => {
      if (data === undefined || data.before.exists === data.after.exists) return;
      const { id, parent } = data.after.ref;
      await reportingFailures(() => keep(parent.path, id));
    },
  );
}
