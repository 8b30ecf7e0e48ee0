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
