const RUN_KEY = 'fcm-emulator.run';
/** Where the Firebase SDK keeps what it registered: for a week it asks no more. */
const SDK_DATABASE = 'firebase-messaging-database';

/**
 * Forgets what another run of the emulator gave out, which this one does not know.
 *
 * @returns the key to subscribe with, another one in each run
 */
export async function meetEmulator(origin: string, forget: () => Promise<void>): Promise<string> {
  const response = await fetch(`${origin}/emulator/v1/web-push`);
  const { applicationServerKey }: { applicationServerKey: string } = await response.json();
  if (localStorage.getItem(RUN_KEY) !== applicationServerKey) {
    await forget();
    await deleted(indexedDB.deleteDatabase(SDK_DATABASE));
    localStorage.setItem(RUN_KEY, applicationServerKey);
  }
  return applicationServerKey;
}

const deleted = (request: IDBOpenDBRequest): Promise<void> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
