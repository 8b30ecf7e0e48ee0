import type { Channel } from './delivery/deliver.ts';
import { phoneChannel } from './delivery/phone/phone-channel.ts';
import { newVapidKeys, type VapidKeys, webPushChannel } from './delivery/web-push.ts';
import { EventStream } from './http/event-stream.ts';
import { DeviceRegistry } from './state/device-registry.ts';
import { FaultBook } from './state/fault-book.ts';
import { Installations, type WebRegistration } from './state/installations.ts';
import { MessageLog } from './state/message-log.ts';
import { PushService } from './state/push-service.ts';
import { TopicSubscriptions } from './state/topic-subscriptions.ts';

/** All that one running emulator knows. */
export interface Emulator {
  /** Whether a target that it did not create is refused. */
  readonly strict: boolean;
  readonly devices: DeviceRegistry;
  readonly installations: Installations;
  /** The push subscriptions of web apps, by registration token or installation ID. */
  readonly registrations: Map<string, WebRegistration>;
  readonly vapidKeys: VapidKeys;
  readonly pushService: PushService;
  readonly faults: FaultBook;
  readonly messages: MessageLog;
  readonly topics: TopicSubscriptions;
  /** Tried in this order for each recipient of a message. */
  readonly channels: readonly Channel[];
  readonly events: EventStream;
  readonly now: () => Date;
  /** Makes message ids unique: no two answers are the same number. */
  readonly nextMessageNumber: () => number;
}

export function newEmulator(strict: boolean, now: () => Date): Emulator {
  let messageNumber = 0;
  const events = new EventStream();
  const devices = new DeviceRegistry(now);
  const registrations = new Map<string, WebRegistration>();
  const vapidKeys = newVapidKeys();
  return {
    strict,
    devices,
    installations: new Installations(now),
    registrations,
    vapidKeys,
    pushService: new PushService(),
    faults: new FaultBook(),
    messages: new MessageLog(),
    topics: new TopicSubscriptions(),
    channels: [
      webPushChannel({ devices, registrations, vapidKeys, events }),
      phoneChannel(devices),
    ],
    events,
    now,
    nextMessageNumber: () => ++messageNumber,
  };
}
