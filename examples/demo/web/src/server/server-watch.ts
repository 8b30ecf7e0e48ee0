import { Store } from '../store.ts';
import { postIdOf, type World } from '../world.ts';
import {
  type Delivery,
  readDeliveries,
  readDevices,
  type SavedDevice,
} from './server-documents.ts';

/** Often enough to see a delivery in each of its states. Milliseconds. */
const INTERVAL_MS = 700;

export interface ServerView {
  readonly deliveries: readonly Delivery[];
  /** The devices of each user, by uid. */
  readonly devices: Readonly<Record<string, readonly SavedDevice[]>>;
}

/** What the server has on record, looked up again and again while the page is open. */
export class ServerWatch {
  readonly view = new Store<ServerView>({ deliveries: [], devices: {} });
  readonly #world: Store<World>;

  constructor(world: Store<World>) {
    this.#world = world;
  }

  /** For as long as the page lives. */
  async open(): Promise<never> {
    for (;;) {
      if (!document.hidden) await this.#look();
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    }
  }

  async #look(): Promise<void> {
    const world = this.#world.value;
    try {
      const [deliveries, devices] = await Promise.all([
        readDeliveries(postIdOf(world)),
        readDevices(Object.values(world.uids)),
      ]);
      this.view.set({ deliveries, devices });
    } catch {
      // The emulators are gone, which the page learns from the stream.
    }
  }
}
