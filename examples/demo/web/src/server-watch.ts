import { initializeApp } from 'firebase/app';
import {
  collection,
  connectFirestoreEmulator,
  documentId,
  getDocs,
  getFirestore,
  query,
  where,
} from 'firebase/firestore/lite';
import firebase from '../../../../firebase.json' with { type: 'json' };
import type { DeliveryRecord } from '../../../../functions/src/delivery/record.ts';
import { CONFIGURATION } from './configuration.ts';
import { PERSON_IDS, postIdOf, uidOf } from './people.ts';
import type { Store } from './store.ts';

/** A delivery record: what the server did for a page of a comment's audience. */
export interface Delivery extends Pick<DeliveryRecord, 'state' | 'counts' | 'pending'> {
  readonly commentId: string;
  /** When the comment was written, in milliseconds since the epoch. */
  readonly at: number;
  readonly nextAttemptAt: number | undefined;
}

/** An entry of `users/{uid}.pushTokens`. */
interface SavedDevice {
  readonly locale?: string;
  /** Absent if the device has an installation ID. */
  readonly token?: string;
}

export interface ServerState {
  readonly deliveries: readonly Delivery[];
  /** The devices of each user, by uid and device ID. */
  readonly devices: Readonly<Record<string, Readonly<Record<string, SavedDevice>>>>;
}

/** Short enough to show each state of a delivery. In milliseconds. */
const INTERVAL_MS = 700;

/**
 * Reads the server's data repeatedly, although no client may read it. To show it, the demo reads as
 * the emulator's `owner`, which ignores the rules. A real project refuses that, and no app needs
 * it.
 */
export async function watchServer(world: string, server: Store<ServerState>): Promise<never> {
  const db = getFirestore(initializeApp(CONFIGURATION, 'server'));
  connectFirestoreEmulator(db, '127.0.0.1', firebase.emulators.firestore.port, {
    mockUserToken: 'owner',
  });
  const ofPost = where('event.params.postId', '==', postIdOf(world));
  const uids = PERSON_IDS.map((person) => uidOf(world, person));
  const look = async () => {
    const [deliveries, users] = await Promise.all([
      getDocs(query(collection(db, 'deliveries'), ofPost)),
      getDocs(query(collection(db, 'users'), where(documentId(), 'in', uids))),
    ]);
    server.patch({
      deliveries: deliveries.docs.map((record) => ({
        commentId: record.get('event.params.commentId'),
        at: record.get('event.at').toMillis(),
        state: record.get('state'),
        counts: record.get('counts'),
        pending: record.get('pending') ?? [],
        nextAttemptAt: record.get('nextAttemptAt')?.toMillis(),
      })),
      devices: Object.fromEntries(
        users.docs.map((user) => [user.id, user.get('pushTokens') ?? {}]),
      ),
    });
  };
  for (;;) {
    // If the emulators have stopped, the stream of FCM shows it.
    if (!document.hidden) await look().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
