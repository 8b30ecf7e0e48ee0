import { onDocumentUpdated } from 'firebase-functions/firestore';
import { userStore } from '../audience/user-store.ts';
import { AS_DELIVERY } from '../config/function-options.ts';
import { sendOnce } from '../delivery/send-once.ts';
import { composeClearing } from '../inbox/clear-read.ts';
import { countUnread, INBOX_PATH, parseEntry } from '../inbox/inbox-store.ts';
import { deliveryPorts } from './delivery-ports.ts';
import { reportingFailures } from './failures.ts';
import { firestore } from './firebase.ts';

/** Read on one device: the others take it off their screens. A lost one is not worth a retry. */
export const onNotificationRead = onDocumentUpdated(
  { ...AS_DELIVERY, document: INBOX_PATH },
  ({ params, data }) =>
    reportingFailures(async () => {
      const { uid, notificationId } = params;
      if (data?.before.get('read') !== false || data.after.get('read') !== true) return;
      const db = firestore();
      const [[user], unread] = await Promise.all([
        userStore(db).users([uid]),
        countUnread(db, uid),
      ]);
      if (user === undefined) return;
      const entry = { notificationId, unread, data: parseEntry(data.after.data())?.data ?? {} };
      await sendOnce(composeClearing(user, entry, Date.now()), deliveryPorts());
    }),
);
