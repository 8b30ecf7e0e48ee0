/** The hosts of the Firebase SDK's messaging, which are constants in it. */
const HOSTS: ReadonlySet<string> = new Set([
  'firebaseinstallations.googleapis.com',
  'fcmregistrations.googleapis.com',
]);

/** Leads what the SDK fetches from Google to the emulator; all else goes where it went. */
export function leadFetch(origin: string): void {
  // The SDK asks for nothing where the browser is offline, and this server needs no network.
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => true });
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(request?.url ?? String(input), globalThis.location.href);
    if (!HOSTS.has(url.hostname)) return fetch(input, init);
    const led = origin + url.pathname + url.search;
    return fetch(request === undefined ? led : new Request(led, request), init);
  };
}
