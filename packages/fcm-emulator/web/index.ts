import { isLocalHostname } from '../src/local-origin.ts';
import { receivePagePushes, useEmulatorPushService } from './emulator-push-service.ts';
import { leadFetch } from './lead-fetch.ts';

/** The hosts of the Firebase SDK's messaging. They are constants in the SDK. */
const HOSTS: ReadonlySet<string> = new Set([
  'firebaseinstallations.googleapis.com',
  'fcmregistrations.googleapis.com',
]);

/**
 * Connects the Firebase SDK to the FCM emulator. The emulator's own push service replaces the
 * browser's: it needs no network, and pushes come while a page of the app is open. Call it in the
 * page and in the service worker, before `getMessaging`. The page must await it before `getToken`
 * or `register`, so that registrations of another run of the emulator are deleted first. Throws on
 * any other machine.
 *
 * @param options.origin where the FCM emulator listens
 */
export async function connectMessagingEmulator({
  origin = 'http://127.0.0.1:9298',
}: {
  readonly origin?: string;
} = {}): Promise<void> {
  const { hostname } = globalThis.location;
  if (!isLocalHostname(hostname)) {
    throw new Error(`connectMessagingEmulator is for development and does nothing on ${hostname}.`);
  }
  // The SDK sends nothing while the browser is offline, but this server needs no network.
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => true });
  leadFetch(({ hostname, pathname, search }) =>
    HOSTS.has(hostname) ? origin + pathname + search : undefined,
  );
  if ('document' in globalThis) await useEmulatorPushService(origin);
  else receivePagePushes();
}
