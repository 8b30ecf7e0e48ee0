import type { Emulator } from './emulator.ts';
import { newRegistrationToken } from './state/device-registry.ts';
import type { Installation, WebSubscription } from './state/installations.ts';

/** What the Firebase SDK says of a browser's subscription. */
interface WebApp {
  readonly origin: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** `1:1234567890:web:abc`: the project's number is the second part. */
const APP_ID = /^\d+:(\d+):/;

export const subscriptionOf = ({ endpoint, p256dh, auth }: WebApp): WebSubscription => ({
  endpoint,
  keys: { p256dh, auth },
});

/** What an installation can be reached by: its own ID, or tokens, which begin with it. */
export const targetsOf = ({ registrations }: Emulator, fid: string): readonly string[] =>
  [...registrations.keys()].filter((target) => target.split(':', 1)[0] === fid);

/**
 * A web app registers a push subscription: answers its registration token or installation ID. The
 * same subscription keeps its token, and the two ways of addressing exclude each other.
 */
export function register(
  emulator: Emulator,
  { fid, appId }: Installation,
  by: 'token' | 'fid',
  web: WebApp,
): string {
  const { registrations, devices, events } = emulator;
  const known = targetsOf(emulator, fid);
  const tokens = known.filter((target) => target !== fid);
  for (const other of by === 'fid' ? tokens : known.filter((target) => target === fid)) {
    unregister(emulator, other);
  }
  const same = tokens.find((token) => registrations.get(token)?.endpoint === web.endpoint);
  const target = by === 'fid' ? fid : (same ?? newRegistrationToken(fid));
  const sender = APP_ID.exec(appId)?.[1] ?? appId;
  registrations.set(target, { ...subscriptionOf(web), sender });
  const device = devices.register(
    by === 'fid' ? { kind: 'fid', fid } : { kind: 'token', token: target },
    { platform: 'web', label: web.origin },
  );
  events.publish('device', device);
  return target;
}

/** Sends to it are UNREGISTERED from now on. */
export function unregister({ registrations, devices, events }: Emulator, target: string): void {
  registrations.delete(target);
  events.publish('device', devices.unregister(target));
}
