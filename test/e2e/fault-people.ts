import { randomUUID } from 'node:crypto';
import { Timestamp } from 'firebase-admin/firestore';
import { POSTS, postDocument, USERS } from './app-data.ts';
import { admin } from './environment.ts';
import { FcmDevice } from './fcm.ts';

/** A user whose devices were written past the callables, which a test of sending has no use for. */
export class Person {
  readonly uid: string = randomUUID();
  readonly live: readonly FcmDevice[];
  readonly #liveIds: readonly string[];

  private constructor(live: ReadonlyMap<string, FcmDevice>) {
    this.live = [...live.values()];
    this.#liveIds = [...live.keys()].sort();
  }

  /** @param dead devices of which FCM knows that the app was uninstalled */
  static async create({ live, dead = 0 }: { live: number; dead?: number }): Promise<Person> {
    const made = (kind: string, count: number) =>
      new Map(Array.from({ length: count }, (_, i) => [`${kind}-${i}`, newDevice()]));
    const dying = made('dead', dead);
    const person = new Person(made('live', live));
    const now = Timestamp.now();
    const devices = [...person.#liveIds.map((id, i) => [id, person.live[i]] as const), ...dying];
    const pushTokens = Object.fromEntries(
      devices.map(([id, device]) => [
        id,
        { token: device?.target, platform: 'android', createdAt: now, lastSeenAt: now },
      ]),
    );
    await Promise.all([
      admin.doc(`${USERS}/${person.uid}`).set({ displayName: 'Mina', pushTokens }),
      ...dying.values().map((device) => device.uninstall()),
    ]);
    return person;
  }

  /** Writes a post of this person's. */
  async post(postId: string = randomUUID()): Promise<string> {
    const values = { authorId: this.uid, title: 'A post', createdAt: Timestamp.now() };
    await admin.doc(`${POSTS}/${postId}`).set(postDocument(values));
    return postId;
  }

  /** Whether the server keeps the live devices and no dead one. */
  async hasLiveDevicesOnly(): Promise<boolean> {
    const saved = (await admin.doc(`${USERS}/${this.uid}`).get()).get('pushTokens') ?? {};
    return JSON.stringify(Object.keys(saved).sort()) === JSON.stringify(this.#liveIds);
  }
}

function newDevice(): FcmDevice {
  return new FcmDevice(`token-${randomUUID()}`);
}
