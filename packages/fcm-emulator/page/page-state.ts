import type { DeliveryEvent } from '../src/delivery/web-push.ts';
import type { RefusedSend } from '../src/send.ts';
import { type Device, targetOf } from '../src/state/device.ts';
import type { FaultReport } from '../src/state/fault-book.ts';
import type { Delivery, LoggedMessage } from '../src/state/message-log.ts';

/** What the page keeps for searching; the emulator itself keeps more. */
export const MAX_ENTRIES = 1000;

/** One send, accepted or not, as the page lists it. */
export interface Entry extends Omit<RefusedSend, 'answer'> {
  readonly key: string;
  /** As of a refused send; absent where it was accepted. */
  readonly answer?: RefusedSend['answer'];
  /** What came of taking it to browsers. */
  readonly deliveries: readonly Delivery[];
}

export const isAccepted = ({ answer }: Entry): boolean => answer === undefined;

export interface PageState {
  /** Undefined until the first answer of the emulator. */
  readonly connected: boolean | undefined;
  /** Oldest first, as the emulator lists them. */
  readonly devices: readonly Device[];
  readonly faults: readonly FaultReport[];
  /** Newest first. */
  readonly entries: readonly Entry[];
}

export type PageEvent =
  | {
      readonly type: 'connected';
      readonly devices: readonly Device[];
      readonly faults: readonly FaultReport[];
      readonly messages: readonly LoggedMessage[];
    }
  | { readonly type: 'disconnected' }
  | { readonly type: 'sends'; readonly entries: readonly Entry[] }
  | { readonly type: 'delivery'; readonly delivery: DeliveryEvent }
  | { readonly type: 'cleared' }
  | { readonly type: 'device'; readonly device: Device }
  | { readonly type: 'faults'; readonly faults: readonly FaultReport[] };

export const INITIAL_STATE: PageState = {
  connected: undefined,
  devices: [],
  faults: [],
  entries: [],
};

export function nextState(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'connected':
      return {
        connected: true,
        devices: event.devices,
        faults: event.faults,
        entries: fromLog(event.messages, state.entries),
      };
    case 'disconnected':
      return { ...state, connected: false };
    case 'sends':
      return { ...state, entries: withNewer(state.entries, event.entries) };
    case 'delivery':
      return { ...state, entries: state.entries.map(withDelivery(event.delivery)) };
    case 'cleared':
      return { ...state, entries: [] };
    case 'device': {
      const target = targetOf(event.device);
      const known = state.devices.some((device) => targetOf(device) === target);
      return {
        ...state,
        devices: known
          ? state.devices.map((device) => (targetOf(device) === target ? event.device : device))
          : [...state.devices, event.device],
      };
    }
    case 'faults':
      return { ...state, faults: event.faults };
  }
}

const withDelivery =
  ({ message, ...delivery }: DeliveryEvent) =>
  (entry: Entry): Entry =>
    entry.key === message ? { ...entry, deliveries: [...entry.deliveries, delivery] } : entry;

/** A message can come twice: in the log and, while that is fetched, on the stream. */
function withNewer(entries: readonly Entry[], newer: readonly Entry[]): readonly Entry[] {
  const keys = new Set(entries.map(({ key }) => key));
  const added = newer.filter(({ key }) => !keys.has(key)).toReversed();
  return [...added, ...entries].slice(0, MAX_ENTRIES);
}

/** The log has every accepted message; refused sends are known only to who listened. */
const fromLog = (log: readonly LoggedMessage[], known: readonly Entry[]): readonly Entry[] =>
  [...log.map(acceptedEntry).reverse(), ...known.filter((entry) => !isAccepted(entry))]
    .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt))
    .slice(0, MAX_ENTRIES);

export const acceptedEntry = (logged: LoggedMessage): Entry => {
  const { id, receivedAt, project, device, message, deliveries } = logged;
  return { key: id, receivedAt, project, device, message, deliveries };
};

export const refusedEntry = (refused: RefusedSend, key: string): Entry => ({
  ...refused,
  key,
  deliveries: [],
});

export interface EntryFilter {
  readonly device: string | null;
  readonly search: string;
}

/** The entries to one device, or all, that have every word of the search somewhere. */
export function filtered(
  entries: readonly Entry[],
  { device, search }: EntryFilter,
): readonly Entry[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (device !== null && entry.device !== device) return false;
    if (words.length === 0) return true;
    const text = JSON.stringify([entry.message, entry.answer, entry.project]).toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
