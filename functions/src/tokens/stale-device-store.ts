import { type Firestore, Timestamp } from 'firebase-admin/firestore';
import { pruneHolders } from './device-store.ts';

/** Devices read at a time: some seconds of transactions. */
const PAGE_SIZE = 200;

/**
 * Removes the devices not seen since a time, ms since the epoch, the longest unseen first, until
 * there are none or the time to stop has come: what is left is what the next call begins with.
 * Reads no more than it removes: the owners of targets are indexed by `lastSeenAt`.
 */
export async function pruneStaleTokens(
  db: Firestore,
  unseenSince: number,
  stopAt: number,
  now: () => number = Date.now,
): Promise<number> {
  let pruned = 0;
  while (now() < stopAt) {
    const page = await db
      .collection('pushTokenOwners')
      .where('lastSeenAt', '<', Timestamp.fromMillis(unseenSince))
      .orderBy('lastSeenAt')
      .limit(PAGE_SIZE)
      .get();
    if (page.empty) break;
    const byUser = Map.groupBy(page.docs, (each) => String(each.get('uid')));
    await Promise.all(
      [...byUser].map(([uid, owners]) => pruneHolders(db, uid, owners, unseenSince)),
    );
    pruned += page.size;
  }
  return pruned;
}
