import type { Channel } from './delivery/channel.ts';
import { EventStream } from './http/event-stream.ts';
import { DeviceRegistry } from './state/device-registry.ts';
import { FaultBook } from './state/fault-book.ts';
import { MessageLog } from './state/message-log.ts';
import { TopicSubscriptions } from './state/topic-subscriptions.ts';

/** All that one running emulator knows. */
export interface Emulator {
  /** Whether a target that it did not create is refused. */
  readonly strict: boolean;
  readonly devices: DeviceRegistry;
  readonly faults: FaultBook;
  readonly messages: MessageLog;
  readonly topics: TopicSubscriptions;
  /** Tried in this order for each recipient of a message. */
  readonly channels: readonly Channel[];
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
    faults: new FaultBook(),
    messages: new MessageLog(),
    topics: new TopicSubscriptions(),
    channels: [],
    events: new EventStream(),
    pageFolder,
    now,
    nextMessageNumber: () => ++messageNumber,
  };
}
