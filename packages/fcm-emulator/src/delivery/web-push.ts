import webPush from 'web-push';
import type { Emulator } from '../emulator.ts';
import type { WebRegistration } from '../state/installations.ts';
import type { Delivery, LoggedMessage } from '../state/message-log.ts';
import { webPushOf } from './web-message.ts';

/** Timeout of a push service in milliseconds. */
const TIMEOUT_MS = 10_000;
/** The contact for a push service. It is nobody, because this is never in production. */
const SUBJECT = 'mailto:nobody@localhost.invalid';
/** The statuses for a browser that is no longer subscribed (RFC 8030, section 7.3). */
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** The `delivery` event of the stream. */
export interface DeliveryEvent extends Delivery {
  /** The `id` of the message. */
  readonly message: string;
}

/**
 * Delivers an accepted message to its web app, and logs the result.
 *
 * @returns a promise that resolves after the push service's answer, or undefined if the message is
 *   for no web app
 */
export function deliver(emulator: Emulator, message: LoggedMessage): Promise<void> | undefined {
  const { registrations, devices, events, vapidKeys, now } = emulator;
  const { device } = message;
  const registration = registrations.get(device ?? '');
  return device === null || registration === undefined ? undefined : push(device, registration);

  async function push(device: string, registration: WebRegistration): Promise<void> {
    const { host } = new URL(registration.endpoint);
    const status = await sendWebPush(vapidKeys, registration, message).catch(reasonOf);
    if (typeof status === 'string') {
      return log(device, false, `The push service at ${host} does not answer: ${status}.`);
    }
    if (!GONE.has(status)) {
      return log(device, status < 300, `The push service at ${host} answered ${status}.`);
    }
    registrations.delete(device);
    events.publish('device', devices.unregister(device));
    log(device, false, `The browser is no longer subscribed: ${host} answered ${status}.`);
  }

  function log(device: string, ok: boolean, detail: string): void {
    const delivery = { device, at: now().toISOString(), ok, detail };
    message.deliveries.push(delivery);
    events.publish('delivery', { message: message.id, ...delivery } satisfies DeliveryEvent);
  }
}

/** Sends a message to a browser's push service, and returns the status of the answer. */
async function sendWebPush(
  vapidKeys: webPush.VapidKeys,
  { endpoint, keys, sender }: WebRegistration,
  { id, message }: LoggedMessage,
): Promise<number> {
  const { payload, ttlSeconds, urgency, topic } = webPushOf(message, id, sender);
  // The library sends only by HTTPS, and a push service for tests has plain HTTP.
  const { method, headers, body } = webPush.generateRequestDetails(
    { endpoint, keys },
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

/** Returns the message of an error, with the cause that fetch hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message || error.name;
}
