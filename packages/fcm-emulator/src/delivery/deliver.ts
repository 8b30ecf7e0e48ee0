import type { Emulator } from '../emulator.ts';
import type { LoggedMessage } from '../state/message-log.ts';
import type { Delivery, Receipt } from './channel.ts';

/** The `delivery` event of the stream. */
interface DeliveryEvent extends Delivery {
  /** The `id` of the message. */
  readonly message: string;
}

/** Hands an accepted message to every channel that reaches a recipient; what comes of it is logged. */
export function deliver(
  { channels, events, now }: Emulator,
  message: LoggedMessage,
  recipients: readonly string[],
): void {
  for (const device of recipients) {
    for (const channel of channels) {
      const under = channel.deliver(message, device);
      void under?.catch(failure).then((receipt) => {
        const delivery = { device, at: now().toISOString(), ...receipt };
        message.deliveries.push(delivery);
        events.publish('delivery', { message: message.id, ...delivery } satisfies DeliveryEvent);
      });
    }
  }
}

const failure = (error: unknown): Receipt => ({
  via: 'channel',
  ok: false,
  detail: error instanceof Error ? error.message : String(error),
});
