import { FCM_ORIGIN } from '../emulators.ts';
import { Store } from '../store.ts';
import { type AcceptedEvent, type Attempt, acceptedAttempt, refusedAttempt } from './attempt.ts';
import { type ActiveFault, readFaults } from './control.ts';

/** Many more than the comments that are shown can have. */
const MAX_ATTEMPTS = 500;

/** What goes on at the FCM emulator, live. */
export class FcmStream {
  /** Undefined until it is known. */
  readonly connected = new Store<boolean | undefined>(undefined);
  readonly faults = new Store<readonly ActiveFault[]>([]);
  /** What the server asked FCM since this page was opened, in order. */
  readonly attempts = new Store<readonly Attempt[]>([]);
  readonly #onAccepted: (event: AcceptedEvent) => void;

  /** @param onAccepted told of each message that arrives at a device */
  constructor(onAccepted: (event: AcceptedEvent) => void) {
    this.#onAccepted = onAccepted;
  }

  open(): void {
    const source = new EventSource(`${FCM_ORIGIN}/emulator/v1/stream`);
    source.addEventListener('open', () => {
      this.connected.set(true);
      readFaults().then(
        (faults) => this.faults.set(faults),
        () => this.connected.set(false),
      );
    });
    source.addEventListener('error', () => this.connected.set(false));
    source.addEventListener('faults', ({ data }) => this.faults.set(JSON.parse(data)));
    source.addEventListener('message', ({ data }) => {
      const event: AcceptedEvent = JSON.parse(data);
      this.#add(acceptedAttempt(event));
      this.#onAccepted(event);
    });
    source.addEventListener('refused', ({ data }) => this.#add(refusedAttempt(JSON.parse(data))));
  }

  #add(attempt: Attempt | undefined): void {
    if (attempt === undefined) return;
    this.attempts.update((before) => [...before, attempt].slice(-MAX_ATTEMPTS));
  }
}
