import { isLocalHostname } from '../src/local-origin.ts';
import { receivePagePushes, useEmulatorPushService } from './emulator-push-service.ts';
import { leadFetch } from './lead-fetch.ts';

/** The hosts of the Firebase SDK's messaging, which are constants in it. */
const HOSTS: ReadonlySet<string> = new Set([
  'firebaseinstallations.googleapis.com',
  'fcmregistrations.googleapis.com',
]);

/**
 * Leads the Firebase SDK to the FCM emulator, whose own push service takes the place of the
 * browser's: no network is needed, and pushes come as long as a page of the app is open. Call it in
 * the page and in the service worker, before `getMessaging`; the page waits for it before `getToken`
 * or `register`, so that what another run of the emulator gave out is forgotten. Throws anywhere but
 * on this machine.
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
  // The SDK asks for nothing where the browser is offline, and this server needs no network.
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => true });
  leadFetch(({ hostname, pathname, search }) =>
    HOSTS.has(hostname) ? origin + pathname + search : undefined,
  );
  if ('document' in globalThis) await useEmulatorPushService(origin);
  else receivePagePushes();
}
