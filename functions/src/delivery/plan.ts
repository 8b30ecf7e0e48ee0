import type { Composed } from '../fcm/message.ts';
import type { DeliveryRecord } from './record.ts';

export interface Delivery {
  /** The same for a redelivered event: it is what makes the delivery happen once. */
  readonly id: string;
  /** What it is about: all that composing it anew needs. */
  readonly about: Readonly<Record<string, string>>;
  /** When the thing happened that it tells of, ms since the epoch. */
  readonly createdAt: number;
}

/**
 * Composes the pushes from what is true now: the devices, the settings, the comment. For the people
 * in `record.pending`; where that is undefined, nobody has composed yet: for everybody. Pushes of
 * others are ignored, and who is pending and gets none is withdrawn.
 */
export type Compose = (record: DeliveryRecord) => Promise<Composed>;

/** How a delivery goes on, by its record alone. */
export interface RetryPlan {
  readonly retry: Compose;
  /**
   * Called when the delivery is done, with the people of whom no device could be told: each device
   * is dead, was refused or expired, or there was none. Once for each, unless a process dies between
   * this and the record, or this fails: then it is called again.
   */
  readonly onUnreached?: (uids: readonly string[], record: DeliveryRecord) => Promise<void>;
}

export interface DeliveryPlan extends RetryPlan {
  /**
   * Composes for everybody from what the event brought. An empty result means that it concerns
   * nobody who can be told.
   */
  readonly first: () => Promise<Composed>;
  /**
   * Ms since the epoch, for an undo window: nothing is composed before, and then by `retry`, so that
   * what was taken back meanwhile is not pushed. The age of the pushes counts from here.
   */
  readonly notBefore?: number;
}
