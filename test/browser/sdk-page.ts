import { initializeApp } from 'firebase/app';
import {
  deleteToken,
  getMessaging,
  getToken,
  onMessage,
  onRegistered,
  register,
  unregister,
} from 'firebase/messaging';
import { VAPID_KEY, WEB_CONFIGURATION } from '../../examples/demo/web/src/configuration.ts';
import { connectMessagingEmulator } from '../../packages/fcm-emulator/web/index.ts';

await connectMessagingEmulator();
const messaging = getMessaging(initializeApp(WEB_CONFIGURATION));
/** The pushes that the page gets while it is in front. */
const messages: object[] = [];
onMessage(messaging, (message) => messages.push(message));

const app = {
  messages,
  getToken: () => getToken(messaging, { vapidKey: VAPID_KEY }),
  deleteToken: () => deleteToken(messaging),
  /** Returns the installation ID. */
  register: () =>
    new Promise<string>((resolve, reject) => {
      onRegistered(messaging, resolve);
      register(messaging, { vapidKey: VAPID_KEY }).catch(reject);
    }),
  unregister: () => unregister(messaging),
};
/** The functions that a test calls in the page. */
export type SdkPage = typeof app;
Object.assign(globalThis, { app });
