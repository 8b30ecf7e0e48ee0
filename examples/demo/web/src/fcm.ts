import type { Payload } from '../../../../functions/src/fcm/message.ts';
import { DEVICES, type DeviceName } from './people.ts';
import { Store } from './store.ts';

export const FCM_ORIGIN = 'http://127.0.0.1:9298';
/** Number of requests that the page keeps. It is enough for all comments on the page. */
const KEPT = 200;

/** A request to FCM with its answer. */
export interface Send {
  readonly receivedAt: string;
  /** The registration token or installation ID. */
  readonly device: string;
  readonly message: Payload;
  /** Absent if FCM accepted the message, null if it closed the connection. */
  readonly answer?: { readonly status: number; readonly body: unknown } | null;
}

export const isAccepted = ({ answer }: Send): boolean => answer === undefined;

/** Returns the status and FCM's own code for the error. */
export function outcomeOf({ answer }: Send): string {
  if (answer === undefined) return 'Accepted';
  if (answer === null) return 'No answer';
  const [, code = ''] = /"errorCode":\s*"(\w+)"/.exec(JSON.stringify(answer.body)) ?? [];
  return `${answer.status} ${code}`;
}

/** Makes requests to FCM fail with this error. */
interface Fault {
  readonly error?: string;
  /** For how many requests it was set, and how many it has hit. */
  readonly count?: number;
  readonly hits: number;
}

interface FcmState {
  /** The emulator does not answer. */
  readonly away: boolean;
  readonly faults: readonly Fault[];
  /** Since the page was opened, oldest first. */
  readonly sends: readonly Send[];
}

/** The FCM emulator's control API, as in its README. */
export class FcmEmulator {
  readonly state = new Store<FcmState>({ away: false, faults: [], sends: [] });
  readonly #names = new Map<string, DeviceName>();

  /** Keeps the state up to date, and calls the function for each message that FCM accepts. */
  follow(onAccepted: (send: Send) => void): void {
    const stream = new EventSource(`${FCM_ORIGIN}/emulator/v1/stream`);
    const on = <T>(name: string, handle: (data: T) => void) =>
      stream.addEventListener(name, ({ data }) => handle(JSON.parse(data)));
    const add = (send: Send) =>
      this.state.patch({ sends: [...this.state.value.sends.slice(1 - KEPT), send] });
    on<Send>('message', (send) => {
      add(send);
      onAccepted(send);
    });
    on<Send>('refused', (send) => send.message !== null && add(send));
    on<readonly Fault[]>('faults', (faults) => this.state.patch({ faults }));
    stream.onerror = () => this.state.patch({ away: true });
    stream.onopen = () => this.state.patch({ away: false });
  }

  /** Returns the registration token or installation ID of a new device. */
  async createDevice(name: DeviceName, kind: 'token' | 'fid', platform: string): Promise<string> {
    const device = await this.#ask('POST', 'devices', { kind, platform, label: name });
    const target = String(device[kind]);
    this.setName(target, name);
    return target;
  }

  /** @param target a registration token or installation ID */
  setName(target: string, name: DeviceName): void {
    this.#names.set(target, name);
  }

  nameOf(target: string): string {
    const name = this.#names.get(target);
    return name === undefined ? 'Another device' : DEVICES[name];
  }

  /** From now on, FCM answers UNREGISTERED for the device. */
  async uninstall(target: string): Promise<void> {
    await this.#ask('DELETE', `devices/${encodeURIComponent(target)}`);
  }

  /** Returns whether the next request will fail with this error. */
  willFail(error: string): boolean {
    return this.state.value.faults.some(
      ({ count = Number.POSITIVE_INFINITY, ...fault }) =>
        fault.error === error && fault.hits < count,
    );
  }

  /** Makes the next request fail, or not. The stream reports the change. */
  async failNext(error: string, fails: boolean): Promise<void> {
    await this.#ask('PUT', 'faults', { faults: fails ? [{ error, count: 1 }] : [] });
  }

  async #ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const url = `${FCM_ORIGIN}/emulator/v1/${path}`;
    const answer = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
    return answer.json();
  }
}
