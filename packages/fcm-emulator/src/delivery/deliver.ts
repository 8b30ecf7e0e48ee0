import type { Emulator } from '../emulator.ts';
import type { LoggedMessage } from '../state/message-log.ts';
import type { Delivery, Receipt } from './channel.ts';

/** The `delivery` event of the stream. */
export interface DeliveryEvent extends Delivery {
  /** The `id` of the message. */
  readonly message: string;
}

/**
 * Hands an accepted message to every channel that reaches a recipient; what comes of it is logged.
 *
 * @returns what resolves when all have answered; undefined where none reaches anybody
 */
export function deliver(
  { channels, events, now }: Emulator,
  message: LoggedMessage,
  recipients: readonly string[],
): Promise<unknown> | undefined {
  const underWay = recipients.flatMap((device) =>
    channels.flatMap((channel) => {
      const receipt = channel.deliver(message, device);
      return receipt === undefined ? [] : [receipt.catch(failure).then(log(device))];
    }),
  );
  return underWay.length === 0 ? undefined : Promise.all(underWay);

  function log(device: string) {
    return (receipt: Receipt): void => {
      const delivery = { device, at: now().toISOString(), ...receipt };
      message.deliveries.push(delivery);
      events.publish('delivery', { message: message.id, ...delivery } satisfies DeliveryEvent);
    };
  }
}

const failure = (error: unknown): Receipt => ({
  via: 'channel',
  ok: false,
  detail: error instanceof Error ? error.message : String(error),
});
