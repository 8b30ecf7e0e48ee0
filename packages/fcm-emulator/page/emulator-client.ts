import type { Fault } from '../src/control-input.ts';
import type { DeliveryEvent } from '../src/delivery/web-push.ts';
import type { RefusedSend } from '../src/send.ts';
import { type Device, type NewDevice, targetOf } from '../src/state/device.ts';
import type { FaultReport } from '../src/state/fault-book.ts';
import type { LoggedMessage } from '../src/state/message-log.ts';
import {
  acceptedEntry,
  type Entry,
  MAX_ENTRIES,
  type PageEvent,
  refusedEntry,
} from './page-state.ts';

/** Sends of this many milliseconds are drawn at once, so that a storm does not stop the page. */
const COLLECT_MS = 50;
const TEST_PROJECT = 'test-project';

/** An FCM emulator, as its page or another page of this machine asks it. */
export class EmulatorClient {
  readonly #origin: string;

  /** @param origin such as `http://127.0.0.1:9298`; the page's own if it is left out */
  constructor(origin = '') {
    this.#origin = origin;
  }

  /** Follows the emulator until the returned function is called. */
  follow(dispatch: (event: PageEvent) => void): () => void {
    const stream = new EventSource(`${this.#origin}/emulator/v1/stream`);
    let collected: Entry[] = [];
    const collect = (entry: Entry): void => {
      if (collected.length === 0) {
        setTimeout(() => {
          dispatch({ type: 'sends', entries: collected.slice(-MAX_ENTRIES) });
          collected = [];
        }, COLLECT_MS);
      }
      collected.push(entry);
    };
    const on = <T>(name: string, handle: (data: T) => void): void => {
      stream.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    };
    let refusals = 0;
    on<LoggedMessage>('message', (message) => collect(acceptedEntry(message)));
    on<RefusedSend>('refused', (refused) =>
      collect(refusedEntry(refused, `refused-${refusals++}`)),
    );
    on('cleared', () => {
      collected = [];
      dispatch({ type: 'cleared' });
    });
    on<Device>('device', (device) => dispatch({ type: 'device', device }));
    on<readonly FaultReport[]>('faults', (faults) => dispatch({ type: 'faults', faults }));
    on<DeliveryEvent>('delivery', (delivery) => {
      // After the sends that are still being collected, which its message is perhaps one of.
      setTimeout(() => dispatch({ type: 'delivery', delivery }), COLLECT_MS);
    });
    const disconnected = (): void => dispatch({ type: 'disconnected' });
    stream.onerror = disconnected;
    stream.onopen = () => {
      this.#load().then(dispatch, disconnected);
    };
    return () => stream.close();
  }

  async #load(): Promise<PageEvent> {
    const [{ devices }, { faults }, { messages }] = await Promise.all([
      this.#ask<{ devices: Device[] }>('GET', 'devices'),
      this.#ask<{ faults: FaultReport[] }>('GET', 'faults'),
      this.#ask<{ messages: LoggedMessage[] }>('GET', `messages?limit=${MAX_ENTRIES}`),
    ]);
    return { type: 'connected', devices, faults, messages };
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.#origin}/emulator/v1/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return response.json();
  }

  // What these change comes back on the stream.

  createDevice(device: NewDevice): Promise<Device> {
    return this.#ask('POST', 'devices', device);
  }

  /** @param target a registration token or installation ID */
  uninstall(target: string): Promise<void> {
    return this.#ask('DELETE', `devices/${encodeURIComponent(target)}`);
  }

  replaceFaults(faults: readonly Fault[]): Promise<void> {
    return this.#ask('PUT', 'faults', { faults });
  }

  clearMessages(): Promise<void> {
    return this.#ask('DELETE', 'messages');
  }

  /** Sends a message to a device as a server would. */
  async sendTest(device: Device, title: string, body: string): Promise<void> {
    await fetch(`${this.#origin}/v1/projects/${TEST_PROJECT}/messages:send`, {
      method: 'POST',
      headers: { authorization: 'Bearer emulator' },
      body: JSON.stringify({
        message: {
          [device.kind]: targetOf(device),
          notification: { title, body },
          data: { sentBy: 'fcm-emulator' },
          android: { priority: 'HIGH', ttl: '3600s' },
          apns: { payload: { aps: { sound: 'default' } } },
        },
      }),
    });
  }
}
