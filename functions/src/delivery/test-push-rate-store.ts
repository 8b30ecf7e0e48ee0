import { type Firestore, Timestamp } from 'firebase-admin/firestore';

/** A user may ask for one test push in so many ms: enough to debug with, useless for spam. */
const INTERVAL_MS = 10_000;

/** Whether this user may have a test push now. Asking takes the turn. */
export async function takeTurn(
  db: Firestore,
  uid: string,
  now: number = Date.now(),
): Promise<boolean> {
  const ref = db.collection('testPushes').doc(uid);
  return db.runTransaction(async (tx) => {
    const nextAt: unknown = (await tx.get(ref)).get('expireAt');
    if (nextAt instanceof Timestamp && now < nextAt.toMillis()) return false;
    tx.set(ref, { expireAt: Timestamp.fromMillis(now + INTERVAL_MS) });
    return true;
  });
}
