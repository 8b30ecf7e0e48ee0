import type { Firestore } from 'firebase-admin/firestore';

/** The switch by which an operator pauses sending: `{paused}`. */
export const SENDING_PATH = 'operations/sending';

export async function isSendingPaused(db: Firestore): Promise<boolean> {
  return (await db.doc(SENDING_PATH).get()).get('paused') === true;
}
