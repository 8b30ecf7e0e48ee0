import webPush from 'web-push';
import type { Emulator } from '../emulator.ts';
import type { WebRegistration } from '../state/installations.ts';
import type { Delivery, LoggedMessage } from '../state/message-log.ts';
import { webPushOf } from './web-message.ts';

/** A push service that takes longer is given up. Milliseconds. */
const TIMEOUT_MS = 10_000;
/** Whom a push service may write to about its sender: nobody, as nothing here is in production. */
const SUBJECT = 'mailto:nobody@localhost.invalid';
/** A push service's word that the browser is subscribed no more (RFC 8030, section 7.3). */
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** The `delivery` event of the stream. */
export interface DeliveryEvent extends Delivery {
  /** The `id` of the message. */
  readonly message: string;
}

/**
 * Takes an accepted message to the web app that it is for, and logs what came of it.
 *
 * @returns what resolves when its push service has answered; undefined where it is for no web app
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
    log(device, false, `The browser is not subscribed any more: ${host} answered ${status}.`);
  }

  function log(device: string, ok: boolean, detail: string): void {
    const delivery = { device, at: now().toISOString(), ok, detail };
    message.deliveries.push(delivery);
    events.publish('delivery', { message: message.id, ...delivery } satisfies DeliveryEvent);
  }
}

/** Sends a message to the push service of a browser, and returns the status of the answer. */
async function sendWebPush(
  vapidKeys: webPush.VapidKeys,
  { endpoint, keys, sender }: WebRegistration,
  { id, message }: LoggedMessage,
): Promise<number> {
  const { payload, ttlSeconds, urgency, topic } = webPushOf(message, id, sender);
  // The library's own request would be HTTPS alone, and a push service for tests speaks plain HTTP.
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

/** What an error says, and what fetch hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message || error.name;
}
