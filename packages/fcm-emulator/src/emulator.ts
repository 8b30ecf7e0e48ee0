import webPush from 'web-push';
import { EventStream } from './http/event-stream.ts';
import { DeviceRegistry } from './state/device-registry.ts';
import { FaultBook } from './state/fault-book.ts';
import { Installations, type WebRegistration } from './state/installations.ts';
import { MessageLog } from './state/message-log.ts';
import { PushService } from './state/push-service.ts';

/** The state of one running emulator. */
export interface Emulator {
  /** Refuses targets that it did not create. */
  readonly strict: boolean;
  readonly devices: DeviceRegistry;
  readonly installations: Installations;
  /** The push subscriptions of web apps, by registration token or installation ID. */
  readonly registrations: Map<string, WebRegistration>;
  /** It signs pushes to browsers with these keys. Browsers subscribe with the public one. */
  readonly vapidKeys: webPush.VapidKeys;
  readonly pushService: PushService;
  readonly faults: FaultBook;
  readonly messages: MessageLog;
  readonly events: EventStream;
  readonly now: () => Date;
  /** Returns a new number each time. */
  readonly nextMessageNumber: () => number;
}

export function newEmulator(strict: boolean, now: () => Date): Emulator {
  let messageNumber = 0;
  return {
    strict,
    devices: new DeviceRegistry(now),
    installations: new Installations(now),
    registrations: new Map(),
    vapidKeys: webPush.generateVAPIDKeys(),
    pushService: new PushService(),
    faults: new FaultBook(),
    messages: new MessageLog(),
    events: new EventStream(),
    now,
    nextMessageNumber: () => ++messageNumber,
  };
}
