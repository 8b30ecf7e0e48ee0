import type { TargetKind } from '../definition/send-message-request.ts';
import type { JsonObject } from '../json.ts';

/** Limits memory: a typical message of one kilobyte takes about three here. */
const MAX_MESSAGES = 50_000;

export interface LoggedMessage {
  readonly id: string;
  /** As in FCM's answer: `projects/{project}/messages/{id}`. */
  readonly name: string;
  readonly receivedAt: string;
  readonly project: string;
  readonly target: TargetKind;
  /** The registration token or installation ID, or null for a topic or condition. */
  readonly device: string | null;
  /** As it was sent. */
  readonly message: JsonObject;
  /** The deliveries to browsers. The list grows with their answers. */
  readonly deliveries: Delivery[];
}

/** The result of a delivery to a browser. */
export interface Delivery {
  readonly device: string;
  readonly at: string;
  readonly ok: boolean;
  /** One sentence for the user of the page. */
  readonly detail: string;
}

/** The last accepted messages, in the order of their arrival. */
export class MessageLog {
  #messages: LoggedMessage[] = [];

  add(message: LoggedMessage): void {
    this.#messages.push(message);
    // Cuts only at twice the limit, so that a message costs constant time on average.
    if (this.#messages.length >= 2 * MAX_MESSAGES) this.#messages = this.#kept();
  }

  /** Returns the last `limit` messages: those to one device, or all if `device` is null. */
  list(device: string | null, limit = MAX_MESSAGES): LoggedMessage[] {
    const kept = this.#kept();
    const matching = device === null ? kept : kept.filter((message) => message.device === device);
    return limit === 0 ? [] : matching.slice(-limit);
  }

  clear(): void {
    this.#messages = [];
  }

  #kept(): LoggedMessage[] {
    return this.#messages.slice(-MAX_MESSAGES);
  }
}
