import { EventStream } from './http/event-stream.ts';
import { DeviceRegistry } from './state/device-registry.ts';
import { FaultBook } from './state/fault-book.ts';
import { Installations } from './state/installations.ts';
import { MessageLog } from './state/message-log.ts';
import { WebRegistrations } from './state/web-registrations.ts';

/** All that one running emulator knows. */
export interface Emulator {
  /** Whether a target that it did not create is refused. */
  readonly strict: boolean;
  readonly devices: DeviceRegistry;
  readonly installations: Installations;
  readonly registrations: WebRegistrations;
  readonly faults: FaultBook;
  readonly messages: MessageLog;
  readonly events: EventStream;
  /** Where the built page is, if it is. */
  readonly pageFolder: string;
  readonly now: () => Date;
  /** Makes message ids unique: no two answers are the same number. */
  readonly nextMessageNumber: () => number;
}

export function newEmulator(strict: boolean, pageFolder: string, now: () => Date): Emulator {
  let messageNumber = 0;
  return {
    strict,
    devices: new DeviceRegistry(now),
    installations: new Installations(now),
    registrations: new WebRegistrations(),
    faults: new FaultBook(),
    messages: new MessageLog(),
    events: new EventStream(),
    pageFolder,
    now,
    nextMessageNumber: () => ++messageNumber,
  };
}
