/** Returns FCM's address. A leftover FCM_EMULATOR_HOST must not redirect pushes in production. */
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

/** Returns the port of Firestore, or of its emulator. */
export function firestorePort(env: Readonly<Record<string, string | undefined>>): number {
  const host = env.FIRESTORE_EMULATOR_HOST;
  return host === undefined ? TLS_PORT : Number(host.slice(host.lastIndexOf(':') + 1));
}

/** Returns the instance of the function kit that these functions are, or undefined in a clone. */
export const kitInstance = (): string | undefined =>
  process.env.FIREBASE_KIT_INSTANCE_ID || undefined;

/** Returns the name that a function, or its queue, has in the cloud. */
export function deployedName(name: string, kit = kitInstance()): string {
  return kit === undefined ? name : `kit-${kit}-${name}`;
}

/** Timeout of the functions that deliver, in seconds. A lease must not be shorter. */
export const ATTEMPT_SECONDS = 60;
