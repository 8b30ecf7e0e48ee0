/**
 * Where FCM is. The emulator counts only inside the functions emulator: a leftover
 * `FCM_EMULATOR_HOST` in production must not divert pushes.
 */
export function fcmEndpoint(env: Readonly<Record<string, string | undefined>>): {
  readonly origin: string;
  readonly emulated: boolean;
} {
  const host = env.FCM_EMULATOR_HOST;
  if (env.FUNCTIONS_EMULATOR === 'true') {
    return { origin: `http://${host || '127.0.0.1:9298'}`, emulated: true };
  }
  return { origin: 'https://fcm.googleapis.com', emulated: false };
}

const TLS_PORT = 443;

/** The port of Firestore, or of its emulator. */
export function firestorePort(env: Readonly<Record<string, string | undefined>>): number {
  const host = env.FIRESTORE_EMULATOR_HOST;
  return host === undefined ? TLS_PORT : Number(host.slice(host.lastIndexOf(':') + 1));
}

/**
 * Which instance of the function kit these functions are; undefined where they are deployed from a
 * clone. The Firebase CLI says so to its loader, to the emulators and to each instance.
 */
export const kitInstance = (): string | undefined =>
  process.env.FIREBASE_KIT_INSTANCE_ID || undefined;

/** What a function, and the queue of one, is called in the cloud. */
export function deployedName(name: string, kit = kitInstance()): string {
  return kit === undefined ? name : `kit-${kit}-${name}`;
}

/** Time-out of the functions that deliver, and so the shortest lease, seconds. */
export const ATTEMPT_SECONDS = 60;
