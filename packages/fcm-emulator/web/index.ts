import { isLocalHostname } from '../src/local-origin.ts';
import { useBrowserPushService } from './browser-push-service.ts';
import { useEmulatorPushService } from './emulator-push-service.ts';
import { leadFetch } from './lead-fetch.ts';
import { receivePagePushes } from './receive-page-pushes.ts';

const DEFAULT_ORIGIN = 'http://127.0.0.1:9298';
/** The hosts of the Firebase SDK's messaging, which are constants in it. */
const HOSTS: ReadonlySet<string> = new Set([
  'firebaseinstallations.googleapis.com',
  'fcmregistrations.googleapis.com',
]);

export interface MessagingEmulatorOptions {
  /** Where the FCM emulator listens; `http://127.0.0.1:9298` unless given. */
  readonly origin?: string;
  /**
   * What brings the pushes. The emulator's own push service, the default, needs no network: they
   * come as long as a page of the app is open. `browser` is the browser's own, at its vendor: they
   * come without a page too, and leave this machine.
   */
  readonly pushService?: 'emulator' | 'browser';
}

/**
 * Leads the Firebase SDK to the FCM emulator. Call it in the page and in the service worker, before
 * `getMessaging`; the page waits for it before `getToken` or `register`, so that what another run of
 * the emulator gave out is forgotten. Throws anywhere but on this machine.
 */
export async function connectMessagingEmulator({
  origin = DEFAULT_ORIGIN,
  pushService = 'emulator',
}: MessagingEmulatorOptions = {}): Promise<void> {
  const { hostname } = globalThis.location;
  if (!isLocalHostname(hostname)) {
    throw new Error(`connectMessagingEmulator is for development and does nothing on ${hostname}.`);
  }
  // The SDK asks for nothing where the browser is offline, and this server needs no network.
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => true });
  leadFetch(({ hostname, pathname, search }) =>
    HOSTS.has(hostname) ? origin + pathname + search : undefined,
  );
  if (!('document' in globalThis)) return receivePagePushes();
  if (pushService === 'browser') await useBrowserPushService(origin);
  else await useEmulatorPushService(origin);
}
