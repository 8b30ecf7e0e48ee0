import type { EventStream } from '../http/event-stream.ts';
import type { Delivery, LoggedMessage, Receipt } from '../state/message-log.ts';

/** A way out of the emulator to something that shows or handles a push: a phone, a browser. */
export interface Channel {
  /**
   * Takes an accepted message to a device, if this channel reaches it, and undefined otherwise. It
   * may be rejected; the error's message is then the receipt's detail, so it names no token.
   */
  deliver(message: LoggedMessage, device: string): Promise<Receipt> | undefined;
}

/** The `delivery` event of the stream. */
export interface DeliveryEvent extends Delivery {
  /** The `id` of the message. */
  readonly message: string;
}

interface Parts {
  readonly channels: readonly Channel[];
  readonly events: EventStream;
  now(): Date;
}

/**
 * Hands an accepted message to every channel that reaches a recipient, and logs what came of it.
 *
 * @returns what resolves when all have answered; undefined where none reaches anybody
 */
export function deliver(
  { channels, events, now }: Parts,
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
  detail: reasonOf(error),
});

/** What an error says, and what fetch hides behind "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message || error.name;
}
