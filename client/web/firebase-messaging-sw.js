import { initializeApp } from 'firebase/app';
import { getMessaging, onBackgroundMessage } from 'firebase/messaging/sw';

/** Which of a notification's data the app gave: the SDK wraps it. */
const dataOf = (notification) => notification.data?.FCM_MSG?.data;

// Before getMessaging, whose own listener ends the event and opens nothing without a link.
self.addEventListener('notificationclick', (event) => {
  const data = dataOf(event.notification);
  if (data?.postId === undefined) return;
  event.notification.close();
  event.waitUntil(self.clients.openWindow(`/posts/${data.postId}#${data.commentId}`));
});

const messaging = getMessaging(
  initializeApp({
    /* your app's configuration */
  }),
);

// The SDK shows what has a notification. A push of type `read` has none: it takes away.
onBackgroundMessage(messaging, async ({ data }) => {
  if (data?.type !== 'read') return;
  const shown = await self.registration.getNotifications();
  for (const each of shown) if (dataOf(each)?.postId === data.postId) each.close();
  await self.navigator.setAppBadge?.(Number(data.unread));
});
