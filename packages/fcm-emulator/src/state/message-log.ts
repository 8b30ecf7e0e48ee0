import type { TargetKind } from '../definition/send-message-request.ts';
import type { JsonObject } from '../json.ts';

/** Keeps memory bounded: a message of the usual kilobyte takes about three here. */
const MAX_MESSAGES = 50_000;

export interface LoggedMessage {
  readonly id: string;
  /** As FCM answered it: `projects/{project}/messages/{id}`. */
  readonly name: string;
  readonly receivedAt: string;
  readonly project: string;
  readonly target: TargetKind;
  /** The registration token or installation ID; null for a topic or condition. */
  readonly device: string | null;
  /** As it was sent. */
  readonly message: JsonObject;
  /** What came of taking it to browsers; it grows as they answer. */
  readonly deliveries: Delivery[];
}

/** What came of taking a message to a browser. */
export interface Delivery {
  readonly device: string;
  readonly at: string;
  readonly ok: boolean;
  /** One sentence for the person at the page. */
  readonly detail: string;
}

/** The last accepted messages, in the order in which they came. */
export class MessageLog {
  #messages: LoggedMessage[] = [];

  add(message: LoggedMessage): void {
    this.#messages.push(message);
    // Twice the limit before cutting, so that a message costs constant time on average.
    if (this.#messages.length >= 2 * MAX_MESSAGES) this.#messages = this.#kept();
  }

  /** The last `limit` messages, those to one device or, with null, to any target. */
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
