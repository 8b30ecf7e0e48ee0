import { initializeApp } from 'firebase/app';
import { getMessaging, onBackgroundMessage } from 'firebase/messaging/sw';

/** The push's data, which the SDK wraps. */
const dataOf = (notification) => notification.data?.FCM_MSG?.data;

/** Opens the post in a window of the app, or in a new one if none is open. */
async function openPost({ postId, commentId }) {
  const path = `/posts/${postId}${commentId === undefined ? '' : `#${commentId}`}`;
  const [open] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open === undefined) return self.clients.openWindow(path);
  open.postMessage({ openPath: path });
  return open.focus();
}

// Before getMessaging, because its own listener would open another page if the push has a link.
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

/** Returns whether a `read` push is for a notification: by its post, or without one by its type. */
const isRead = ({ postId, notificationId }, shown) =>
  postId === undefined ? notificationId.startsWith(shown?.type) : postId === shown?.postId;

// The SDK shows all other pushes. A push of type `read` removes notifications.
onBackgroundMessage(messaging, async ({ data }) => {
  if (data?.type !== 'read') return;
  const shown = await self.registration.getNotifications();
  for (const each of shown) if (isRead(data, dataOf(each))) each.close();
  await self.navigator.setAppBadge?.(Number(data.unread));
});
