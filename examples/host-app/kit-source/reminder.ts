import { initializeApp } from 'firebase-admin/app';
import { type DocumentSnapshot, getFirestore, Timestamp } from 'firebase-admin/firestore';
import { onDocumentWritten } from 'firebase-functions/firestore';

const DAY_MS = 24 * 60 * 60_000;
const pushes = getFirestore(initializeApp()).collection('pushes');

/** A booking has a reminder one day before. It is moved and deleted with the booking. */
export const remindOfBooking = onDocumentWritten(
  { document: 'bookings/{bookingId}', retry: true },
  async ({ data, params: { bookingId } }) => {
    const startOf = (booking?: DocumentSnapshot): number | undefined =>
      booking?.get('startsAt')?.toMillis();
    const [before, after] = [startOf(data?.before), startOf(data?.after)];
    if (before === after) return;
    if (before !== undefined) await pushes.doc(`${bookingId}-${before}`).delete();
    if (after === undefined) return;
    await pushes.doc(`${bookingId}-${after}`).set({
      to: { uids: [data?.after.get('guest')] },
      title: { en: 'See you tomorrow', ko: '내일 만나요' },
      sendAt: Timestamp.fromMillis(after - DAY_MS),
      type: 'booking',
      data: { bookingId },
    });
  },
);
