import webPush from 'web-push';
import type { EventStream } from '../http/event-stream.ts';
import type { DeviceRegistry } from '../state/device-registry.ts';
import type { WebRegistration, WebSubscription } from '../state/installations.ts';
import type { LoggedMessage, Receipt } from '../state/message-log.ts';
import { type Channel, reasonOf } from './deliver.ts';
import { type WebPush, webPushOf } from './web-message.ts';

/** A push service that takes longer is given up. Milliseconds. */
const TIMEOUT_MS = 10_000;
/** Whom a push service may write to about its sender: nobody, as nothing here is in production. */
const SUBJECT = 'mailto:nobody@localhost.invalid';
/** A push service's word that the browser is subscribed no more (RFC 8030, section 7.3). */
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** The key pair by which the emulator signs what it sends; browsers subscribe with the public one. */
export type VapidKeys = webPush.VapidKeys;

export const newVapidKeys = (): VapidKeys => webPush.generateVAPIDKeys();

interface Parts {
  readonly devices: DeviceRegistry;
  readonly registrations: Map<string, WebRegistration>;
  readonly vapidKeys: VapidKeys;
  readonly events: EventStream;
}

/** To web apps that registered a push subscription. */
export function webPushChannel({ devices, registrations, vapidKeys, events }: Parts): Channel {
  return {
    deliver(message, device) {
      const registration = registrations.get(device);
      return registration && push(message, device, registration);
    },
  };

  async function push(
    { id, message }: LoggedMessage,
    device: string,
    registration: WebRegistration,
  ): Promise<Receipt> {
    const { host } = new URL(registration.endpoint);
    const status = await sendWebPush(
      vapidKeys,
      registration,
      webPushOf(message, id, registration.sender),
    ).catch(reasonOf);
    if (typeof status === 'string') {
      return receipt(false, `The push service at ${host} does not answer: ${status}.`);
    }
    if (!GONE.has(status)) {
      return receipt(status < 300, `The push service at ${host} answered ${status}.`);
    }
    registrations.delete(device);
    events.publish('device', devices.unregister(device));
    return receipt(false, `The browser is not subscribed any more: ${host} answered ${status}.`);
  }
}

/** Sends it to the push service of a browser; answers the status. Rejects where none answers. */
async function sendWebPush(
  vapidKeys: VapidKeys,
  subscription: WebSubscription,
  { payload, ttlSeconds, urgency, topic }: WebPush,
): Promise<number> {
  // The library's own request would be HTTPS alone, and a push service for tests speaks plain HTTP.
  const { endpoint, method, headers, body } = webPush.generateRequestDetails(
    { ...subscription },
    JSON.stringify(payload),
    {
      vapidDetails: { ...vapidKeys, subject: SUBJECT },
      contentEncoding: 'aes128gcm',
      TTL: ttlSeconds,
      urgency,
      ...(topic !== undefined && { topic }),
    },
  );
  const { status } = await fetch(endpoint, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    body: new Uint8Array(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return status;
}

const receipt = (ok: boolean, detail: string): Receipt => ({ via: 'web-push', ok, detail });
