import { initializeApp } from 'firebase/app';
import { getMessaging, onBackgroundMessage } from 'firebase/messaging/sw';

/** Which of a notification's data the app gave: the SDK wraps it. */
const dataOf = (notification) => notification.data?.FCM_MSG?.data;

/** In a window of the app that is open already, which is told of it, or in a new one. */
async function openPost({ postId, commentId }) {
  const path = `/posts/${postId}${commentId === undefined ? '' : `#${commentId}`}`;
  const [open] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open === undefined) return self.clients.openWindow(path);
  open.postMessage({ openPath: path });
  return open.focus();
}

// Before getMessaging, whose own listener opens nothing without a link, and with one a page more.
self.addEventListener('notificationclick', (event) => {
  const data = dataOf(event.notification);
  if (data?.postId === undefined) return;
  event.stopImmediatePropagation();
  event.notification.close();
  event.waitUntil(openPost(data));
});

const messaging = getMessaging(
  initializeApp({
    /* your app's configuration */
  }),
);

/** Whether a push of type `read` is about a notification: its post's, or without one its type's. */
const isRead = ({ postId, notificationId }, shown) =>
  postId === undefined ? notificationId.startsWith(shown?.type) : postId === shown?.postId;

// The SDK shows what has a notification. A push of type `read` has none: it takes away.
onBackgroundMessage(messaging, async ({ data }) => {
  if (data?.type !== 'read') return;
  const shown = await self.registration.getNotifications();
  for (const each of shown) if (isRead(data, dataOf(each))) each.close();
  await self.navigator.setAppBadge?.(Number(data.unread));
});
