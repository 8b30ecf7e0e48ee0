import type { LoggedMessage } from '../state/message-log.ts';

/** A way out of the emulator to something that shows or handles a push: a phone, a browser. */
export interface Channel {
  /**
   * Takes an accepted message to a device, if this channel reaches it, and undefined otherwise. It
   * may be rejected; the error's message is then the receipt's detail, so it names no token.
   */
  deliver(message: LoggedMessage, device: string): Promise<Receipt> | undefined;
}

export interface Receipt {
  /** The channel, such as `ios-simulator`. */
  readonly via: string;
  readonly ok: boolean;
  /** One sentence for the person at the page. */
  readonly detail: string;
}

/** A receipt as the log and the stream have it. */
export interface Delivery extends Receipt {
  readonly device: string;
  readonly at: string;
}
