import type { EventStream } from '../http/event-stream.ts';
import type { DeviceRegistry } from '../state/device-registry.ts';
import type { LoggedMessage } from '../state/message-log.ts';
import type { WebRegistration, WebRegistrations } from '../state/web-registrations.ts';
import type { Channel, Receipt } from './channel.ts';
import { webPushOf } from './web-message.ts';
import { sendWebPush, type VapidKeys } from './web-push.ts';

interface Parts {
  readonly devices: DeviceRegistry;
  readonly registrations: WebRegistrations;
  readonly vapidKeys: VapidKeys;
  readonly events: EventStream;
}

/** A push service's word that the browser is subscribed no more (RFC 8030, section 7.3). */
const GONE: ReadonlySet<number> = new Set([404, 410]);

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
    ).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    if (status instanceof Error) {
      return receipt(false, `The push service at ${host} does not answer: ${reasonOf(status)}.`);
    }
    if (!GONE.has(status)) {
      return receipt(status < 300, `The push service at ${host} answered ${status}.`);
    }
    registrations.remove(device);
    events.publish('device', devices.unregister(device));
    return receipt(false, `The browser is not subscribed any more: ${host} answered ${status}.`);
  }
}

const receipt = (ok: boolean, detail: string): Receipt => ({ via: 'web-push', ok, detail });

/** What fetch hides behind "fetch failed". */
function reasonOf({ cause, message }: Error): string {
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}
