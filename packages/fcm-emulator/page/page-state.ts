import type { DeliveryEvent } from '../src/delivery/web-push.ts';
import type { JsonObject } from '../src/json.ts';
import type { RefusedSend } from '../src/send.ts';
import { type Device, targetOf } from '../src/state/device.ts';
import type { FaultReport } from '../src/state/fault-book.ts';
import type { Delivery, LoggedMessage } from '../src/state/message-log.ts';

/** What the page keeps for searching; the emulator itself keeps more. */
export const MAX_ENTRIES = 1000;

/** One send, accepted or not, as the page lists it. */
export interface Entry {
  readonly key: string;
  readonly receivedAt: string;
  readonly project: string;
  readonly device: string | null;
  readonly message: JsonObject | null;
  readonly outcome: Outcome;
  /** What came of taking it to browsers. */
  readonly deliveries: readonly Delivery[];
}

export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'hungUp' };

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
  [
    ...log.map(acceptedEntry).reverse(),
    ...known.filter(({ outcome }) => outcome.kind !== 'accepted'),
  ]
    .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt))
    .slice(0, MAX_ENTRIES);

export const acceptedEntry = (message: LoggedMessage): Entry => ({
  key: message.id,
  receivedAt: message.receivedAt,
  project: message.project,
  device: message.device,
  message: message.message,
  outcome: { kind: 'accepted' },
  deliveries: message.deliveries,
});

export const refusedEntry = (refused: RefusedSend, key: string): Entry => ({
  key,
  receivedAt: refused.receivedAt,
  project: refused.project,
  device: refused.device,
  message: refused.message,
  outcome:
    refused.answer === null
      ? { kind: 'hungUp' }
      : { kind: 'refused', status: refused.answer.status, body: refused.answer.body },
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
    const text = JSON.stringify([entry.message, entry.outcome, entry.project]).toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
