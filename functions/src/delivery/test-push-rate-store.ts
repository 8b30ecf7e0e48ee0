import { type Firestore, Timestamp } from 'firebase-admin/firestore';

/** Milliseconds between two test pushes of a user: short enough to debug, too long for spam. */
const INTERVAL_MS = 10_000;

/** Returns whether this user may get a test push now. If so, the next one must wait. */
export async function reserveTestPush(db: Firestore, uid: string, now: number): Promise<boolean> {
  const ref = db.collection('testPushes').doc(uid);
  return db.runTransaction(async (tx) => {
    const nextAt: unknown = (await tx.get(ref)).get('expireAt');
    if (nextAt instanceof Timestamp && now < nextAt.toMillis()) return false;
    tx.set(ref, { expireAt: Timestamp.fromMillis(now + INTERVAL_MS) });
    return true;
  });
}
