import type { EventDefinition } from 'comment-push/events';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';

const db = getFirestore(initializeApp());

/**
 * Mail for whom no device could be told, through the collection that Firebase's Trigger Email takes
 * its mails from; it looks up the address of each uid.
 */
export const writeMails: NonNullable<EventDefinition['onUnreached']> = async (uids, { data }) => {
  const mails = db.collection('mail');
  const message = { subject: 'Somebody ordered', text: `https://shop.example/${data?.orderId}` };
  await Promise.all(
    uids.map((uid) => mails.doc(`${data?.orderId}-${uid}`).set({ toUids: [uid], message })),
  );
};
