import type { Emulator } from './emulator.ts';
import { newRegistrationToken } from './state/device-registry.ts';
import type { Installation } from './state/installations.ts';
import type { Addressing, WebSubscription } from './state/web-registrations.ts';

/** `1:1234567890:web:abc`: the project's number is the second part. */
const APP_ID = /^\d+:(\d+):/;

/** What the Firebase SDK says of a browser's subscription. */
interface WebApp {
  readonly origin: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export const subscriptionOf = ({ endpoint, p256dh, auth }: WebApp): WebSubscription => ({
  endpoint,
  keys: { p256dh, auth },
});

/**
 * A web app registers a push subscription: answers its registration token or installation ID. The
 * same subscription keeps its token, and the two ways of addressing exclude each other.
 */
export function register(
  emulator: Emulator,
  { fid, appId }: Installation,
  addressing: Addressing,
  web: WebApp,
): string {
  const { registrations } = emulator;
  const subscription = subscriptionOf(web);
  for (const other of registrations.targetsOf(fid, addressing === 'fid' ? 'token' : 'fid')) {
    unregister(emulator, other);
  }
  const target =
    addressing === 'fid'
      ? fid
      : (registrations.tokenFor(fid, subscription.endpoint) ?? newRegistrationToken(fid));
  const sender = APP_ID.exec(appId)?.[1] ?? appId;
  registrations.set(target, { ...subscription, sender });
  const device = emulator.devices.register(
    addressing === 'fid' ? { kind: 'fid', fid } : { kind: 'token', token: target },
    { platform: 'web', label: web.origin },
  );
  emulator.events.publish('device', device);
  return target;
}

/** Sends to it are UNREGISTERED from now on. */
export function unregister({ registrations, devices, events }: Emulator, target: string): void {
  registrations.remove(target);
  events.publish('device', devices.unregister(target));
}
