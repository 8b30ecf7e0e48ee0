import type { DeliveryPorts } from '../delivery/attempt.ts';
import type { Delivery } from '../delivery/plan.ts';
import type { CommentStore } from './comment-store.ts';
import type { CollapseUnit } from './compose-pushes.ts';
import type { Inbox } from './inbox-store.ts';

/** One page of a post's followers: the rest of the audience after those whom a comment names. */
export interface FollowerPage extends Delivery {
  /** Counted from 1. */
  readonly page: number;
  /** When the first page was enqueued, ms since the epoch: the ramp of the later ones begins here. */
  readonly startedAt: number;
  /** The last follower of the page before. */
  readonly after?: string;
  /** Those who hear of the comment for a stronger reason. */
  readonly named: readonly string[];
  /** For the inbox, where one is kept. */
  readonly postTitle?: string;
}

export interface CommentPorts extends DeliveryPorts {
  readonly store: CommentStore;
  /** Absent where the app keeps no inbox: then nothing of it is read or written. */
  readonly inbox?: Inbox;
  readonly collapse: CollapseUnit;
  /** Has `pushFollowers` called with this page at its time. Asking twice is harmless. */
  enqueuePage(page: FollowerPage): Promise<void>;
}
