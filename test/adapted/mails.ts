import type { EventDefinition } from '../../functions/src/notifications/event-definition.ts';
import { firestore } from '../../functions/src/triggers/firebase.ts';

/**
 * Mail for whom no device could be told, through the collection that Firebase's Trigger Email takes
 * its mails from; it looks up the address of each uid.
 */
export const writeMails: NonNullable<EventDefinition['onUnreached']> = async (uids, { data }) => {
  const mails = firestore().collection('mail');
  const message = { subject: 'Somebody ordered', text: `https://shop.example/${data?.orderId}` };
  await Promise.all(
    uids.map((uid) => mails.doc(`${data?.orderId}-${uid}`).set({ toUids: [uid], message })),
  );
};
