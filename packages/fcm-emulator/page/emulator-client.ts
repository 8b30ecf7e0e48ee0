import type { DeliveryEvent } from '../src/delivery/deliver.ts';
import type { RefusedSend } from '../src/send.ts';
import { type Device, type NewDevice, targetOf } from '../src/state/device.ts';
import type { Fault, FaultReport } from '../src/state/fault-book.ts';
import type { LoggedMessage } from '../src/state/message-log.ts';
import {
  acceptedEntry,
  type Entry,
  MAX_ENTRIES,
  type PageEvent,
  refusedEntry,
} from './page-state.ts';

const CONTROL = '/emulator/v1';
/** Sends of this many milliseconds are drawn at once, so that a storm does not stop the page. */
const COLLECT_MS = 50;
const TEST_PROJECT = 'test-project';

/** Follows the emulator until the returned function is called. */
export function follow(dispatch: (event: PageEvent) => void): () => void {
  const stream = new EventSource(`${CONTROL}/stream`);
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
  on<RefusedSend>('refused', (refused) => collect(refusedEntry(refused, `refused-${refusals++}`)));
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
    load().then(dispatch, disconnected);
  };
  return () => stream.close();
}

async function load(): Promise<PageEvent> {
  const [{ devices }, { faults }, { messages }] = await Promise.all([
    get<{ devices: Device[] }>('devices'),
    get<{ faults: FaultReport[] }>('faults'),
    get<{ messages: LoggedMessage[] }>(`messages?limit=${MAX_ENTRIES}`),
  ]);
  return { type: 'connected', devices, faults, messages };
}

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${CONTROL}/${path}`);
  return response.json();
}

async function change<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${CONTROL}/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.json();
}

// What these change comes back on the stream.
export const createDevice = (device: NewDevice): Promise<Device> =>
  change('POST', 'devices', device);
export const uninstall = (device: Device): Promise<void> =>
  change('DELETE', `devices/${encodeURIComponent(targetOf(device))}`);
export const replaceFaults = (faults: readonly Fault[]): Promise<void> =>
  change('PUT', 'faults', { faults });
export const clearMessages = (): Promise<void> => change('DELETE', 'messages');

/** Sends a message to a device as a server would. */
export async function sendTest(device: Device, title: string, body: string): Promise<void> {
  await fetch(`/v1/projects/${TEST_PROJECT}/messages:send`, {
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
