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
import { onPushOpened } from '../../../client/web/push.ts';
import { VAPID_KEY, WEB_CONFIGURATION } from '../../../examples/demo/web/src/configuration.ts';
import { connectMessagingEmulator } from '../../../packages/fcm-emulator/web/index.ts';

/** What a test calls in the page, and finds there. */
export interface SdkApp {
  getToken(): Promise<string>;
  deleteToken(): Promise<boolean>;
  /** Answers the installation ID. */
  register(): Promise<string>;
  unregister(): Promise<void>;
  /** What `onMessage` was told. */
  readonly messages: object[];
  /** Where clicks on notifications led. */
  readonly opened: string[];
}

await connectMessagingEmulator();
const messaging = getMessaging(initializeApp(WEB_CONFIGURATION));
const messages: object[] = [];
const opened: string[] = [];
onMessage(messaging, (message) => messages.push(message));
onPushOpened((path) => opened.push(path));

const app: SdkApp = {
  getToken: () => getToken(messaging, { vapidKey: VAPID_KEY }),
  deleteToken: () => deleteToken(messaging),
  register: () =>
    new Promise((resolve, reject) => {
      onRegistered(messaging, resolve);
      register(messaging, { vapidKey: VAPID_KEY }).catch(reject);
    }),
  unregister: () => unregister(messaging),
  messages,
  opened,
};
Object.assign(globalThis, { app });
