import { onDocumentUpdated } from 'firebase-functions/firestore';
import { AS_DELIVERY } from '../config/function-options.ts';
import { sendRound } from '../delivery/send-round.ts';
import { composeClearing } from '../inbox/clear-read.ts';
import { parseEntry } from '../inbox/inbox-entry.ts';
import { countRead, INBOX_PATH } from '../inbox/inbox-store.ts';
import { reportingFailures } from './failures.ts';
import { firestore, ports } from './instance.ts';

/** When an entry is read on one device, updates the icon's number and clears the other devices. */
export const onNotificationRead = onDocumentUpdated(
  { ...AS_DELIVERY, document: INBOX_PATH, retry: true },
  ({ params, data }) =>
    reportingFailures(async () => {
      const { uid, notificationId } = params;
      if (data?.before.get('read') !== false || data.after.get('read') !== true) return;
      const instance = ports();
      const [[user], unread] = await Promise.all([
        instance.users.users([uid]),
        countRead(firestore(), uid, notificationId, Date.now()),
      ]);
      if (user === undefined) return;
      const entry = { notificationId, unread, data: parseEntry(data.after.data())?.data ?? {} };
      await sendRound(composeClearing(user, entry, Date.now()), instance);
    }),
);
