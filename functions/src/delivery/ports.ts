import type { UserStore } from '../audience/user-store.ts';
import type { EventStore } from '../events/event-store.ts';
import type { Inbox } from '../inbox/inbox-store.ts';
import type { ComposeOptions } from '../message/compose-pushes.ts';
import type { DeliveryPorts } from './attempt.ts';
import type { Delivery } from './plan.ts';

/** One page of an event's followers: the rest of the audience after those whom it names. */
export interface FollowerPage extends Delivery {
  /** Counted from 1. */
  readonly page: number;
  /** When the first page may be sent, ms since the epoch: the ramp of the later ones begins here. */
  readonly startedAt: number;
  /** The last follower of the page before. */
  readonly after?: string;
}

export interface NotificationPorts extends DeliveryPorts {
  readonly events: EventStore;
  readonly users: UserStore;
  /** Absent where the app keeps no inbox: then nothing of it is read or written. */
  readonly inbox?: Inbox;
  readonly options: ComposeOptions;
  /** Who does not belong to this share of all users hears nothing. */
  readonly sharePercent: number;
  /** Has `notifyFollowers` called with this page at its time. Asking twice is harmless. */
  enqueuePage(page: FollowerPage): Promise<void>;
}
