import type { Fault } from '../src/control-input.ts';
import type { DeliveryEvent } from '../src/delivery/web-push.ts';
import { type JsonObject, textAt } from '../src/json.ts';
import type { RefusedSend } from '../src/send.ts';
import { type Device, type NewDevice, targetOf } from '../src/state/device.ts';
import type { FaultReport } from '../src/state/fault-book.ts';
import type { Delivery, LoggedMessage } from '../src/state/message-log.ts';

/** Maximum number of sends on the page. The emulator keeps more. */
export const MAX_SENDS = 1000;

/** One send, accepted or not. */
export interface Send extends Pick<RefusedSend, 'receivedAt' | 'project' | 'device' | 'message'> {
  readonly key: string;
  /** Undefined if it was accepted, null if the connection was closed without an answer. */
  readonly answer?: RefusedSend['answer'];
  /** The answers of browsers' push services. */
  readonly deliveries: readonly Delivery[];
}

interface Listing {
  /** Oldest first, as the emulator lists them. */
  readonly devices: readonly Device[];
  readonly faults: readonly FaultReport[];
  readonly messages: readonly LoggedMessage[];
}

export interface PageState extends Omit<Listing, 'messages'> {
  /** Undefined until the first answer of the emulator. */
  readonly connected: boolean | undefined;
  /** Newest first. */
  readonly sends: readonly Send[];
}

export const INITIAL_STATE: PageState = {
  connected: undefined,
  devices: [],
  faults: [],
  sends: [],
};

/** An event of the emulator's stream, or a change of the connection to it. */
export type PageEvent =
  | readonly ['connected', Listing]
  | readonly ['disconnected', null]
  | readonly ['message', LoggedMessage]
  | readonly ['refused', RefusedSend & { readonly key: string }]
  | readonly ['delivery', DeliveryEvent]
  | readonly ['cleared', unknown]
  | readonly ['device', Device]
  | readonly ['faults', readonly FaultReport[]];

export function nextState(state: PageState, [type, data]: PageEvent): PageState {
  switch (type) {
    case 'connected': {
      // The log has every accepted message. Only the page has refused sends.
      const refused = state.sends.filter(({ answer }) => answer !== undefined);
      const sends = [...data.messages.map(sendOf).reverse(), ...refused]
        .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt))
        .slice(0, MAX_SENDS);
      return { connected: true, devices: data.devices, faults: data.faults, sends };
    }
    case 'disconnected':
      return { ...state, connected: false };
    case 'message':
      return { ...state, sends: withNewer(state.sends, sendOf(data)) };
    case 'refused':
      return { ...state, sends: withNewer(state.sends, { ...data, deliveries: [] }) };
    case 'delivery': {
      const { message, ...delivery } = data;
      const sends = state.sends.map((send) =>
        send.key === message ? { ...send, deliveries: [...send.deliveries, delivery] } : send,
      );
      return { ...state, sends };
    }
    case 'cleared':
      return { ...state, sends: [] };
    case 'device': {
      const byTarget = new Map([...state.devices, data].map((each) => [targetOf(each), each]));
      return { ...state, devices: [...byTarget.values()] };
    }
    case 'faults':
      return { ...state, faults: data };
  }
}

const sendOf = (logged: LoggedMessage): Send => ({ ...logged, key: logged.id });

/** Adds a send unless it is there: while the log is fetched, the stream can bring the same message. */
const withNewer = (sends: readonly Send[], send: Send): readonly Send[] =>
  sends.some(({ key }) => key === send.key) ? sends : [send, ...sends].slice(0, MAX_SENDS);

const FOR_ALL = ['notification'];
/** The parts of a message that one platform shows. */
const OF_PLATFORM: Readonly<Record<string, readonly string[]>> = {
  android: ['android', 'notification'],
  ios: ['apns', 'payload', 'aps', 'alert'],
  web: ['webpush', 'notification'],
};

/** The texts of a notification. */
interface Notification {
  readonly title: string | undefined;
  readonly body: string | undefined;
}

/** Returns what a device shows of a message. If the platform is unknown: what any device would show. */
export function notificationOf(message: JsonObject, platform = ''): Notification {
  const own = OF_PLATFORM[platform.toLowerCase()];
  const places = own ? [own, FOR_ALL] : [FOR_ALL, ...Object.values(OF_PLATFORM)];
  const first = (texts: readonly (string | undefined)[]) => texts.find((text) => text);
  return {
    title: first(places.map((place) => textAt(message, ...place, 'title'))),
    // On iOS, an alert can be just a text.
    body: first(places.map((at) => textAt(message, ...at, 'body') ?? textAt(message, ...at))),
  };
}

/** Listens to the emulator until the returned function is called. */
export function follow(dispatch: (event: PageEvent) => void): () => void {
  const stream = new EventSource('emulator/v1/stream');
  const disconnected = (): void => dispatch(['disconnected', null]);
  stream.onerror = disconnected;
  stream.onopen = () => {
    load().then((listing) => dispatch(['connected', listing]), disconnected);
  };
  for (const type of ['message', 'delivery', 'cleared', 'device', 'faults'] as const) {
    stream.addEventListener(type, ({ data }) => dispatch([type, JSON.parse(data)]));
  }
  let refusals = 0;
  stream.addEventListener('refused', ({ data }) => {
    dispatch(['refused', { ...JSON.parse(data), key: `refused-${refusals++}` }]);
  });
  return () => stream.close();
}

async function load(): Promise<Listing> {
  const listings = await Promise.all([
    control<Pick<Listing, 'devices'>>('GET', 'devices'),
    control<Pick<Listing, 'faults'>>('GET', 'faults'),
    control<Pick<Listing, 'messages'>>('GET', `messages?limit=${MAX_SENDS}`),
  ]);
  return Object.assign({}, ...listings);
}

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`emulator/v1/${path}`, { method, ...json });
  return response.json();
}

// The stream reports the changes.

export const createDevice = (device: NewDevice) => control<Device>('POST', 'devices', device);

export const uninstall = (device: Device) =>
  control('DELETE', `devices/${encodeURIComponent(targetOf(device))}`);

export const replaceFaults = (faults: readonly Fault[]) => control('PUT', 'faults', { faults });

export const clearMessages = () => control('DELETE', 'messages');

export async function sendTest(device: Device): Promise<void> {
  const notification = { title: 'It works', body: 'This push never left your machine.' };
  await fetch('v1/projects/test-project/messages:send', {
    method: 'POST',
    headers: { authorization: 'Bearer any' },
    body: JSON.stringify({ message: { [device.kind]: targetOf(device), notification } }),
  });
}
