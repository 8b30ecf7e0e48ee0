import { initializeApp } from 'firebase/app';
import {
  collection,
  connectFirestoreEmulator,
  type DocumentData,
  documentId,
  getDocs,
  getFirestore,
  query,
  Timestamp,
  where,
} from 'firebase/firestore/lite';
import firebase from '../../../../firebase.json' with { type: 'json' };
import type { DeliveryRecord } from '../../../../functions/src/delivery/record.ts';
import { CONFIGURATION } from './configuration.ts';
import type { Store } from './store.ts';
import { PERSON_IDS, postIdOf, uidOf } from './world.ts';

/** An entry of `users/{uid}.pushTokens`. */
export interface SavedDevice {
  readonly locale?: string;
  /** Absent from one that has an installation ID. */
  readonly token?: string;
}

export interface ServerView {
  readonly deliveries: readonly DeliveryRecord[];
  /** The devices of each user, by uid and device ID. */
  readonly devices: Readonly<Record<string, Readonly<Record<string, SavedDevice>>>>;
}

/** Often enough to see a delivery in each of its states. Milliseconds. */
const INTERVAL_MS = 700;

/**
 * Looks again and again, for as long as the page lives, at what the server keeps and no client may
 * read: the rules deny it to the phones. The demo shows it all the same, so it asks as the emulator's
 * `owner`, past the rules. Nothing like it would work with a real project, and no app needs it.
 */
export async function watchServer(world: string, view: Store<ServerView>): Promise<never> {
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
    view.set({
      deliveries: deliveries.docs.map((each) => readRecord(each.data())),
      devices: Object.fromEntries(
        users.docs.map((each) => [each.id, each.get('pushTokens') ?? {}]),
      ),
    });
  };
  for (;;) {
    // Where the emulators are gone, the page learns it from FCM's stream.
    if (!document.hidden) await look().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}

function readRecord(fields: DocumentData): DeliveryRecord {
  const inMs = (value: unknown) => (value instanceof Timestamp ? value.toMillis() : value);
  const entries = Object.entries(fields).map(([name, value]) => [name, inMs(value)]);
  const event = { ...fields.event, at: inMs(fields.event.at) };
  return { ...Object.fromEntries(entries), event } as DeliveryRecord;
}
