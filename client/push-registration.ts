import type { SavePushTokenRequest, Target } from './comment-push.ts';

/** What this installation remembers of its last save: when, by whom, and what. */
const MEMORY_KEY = 'push-saved';
/** Milliseconds. The server writes once a day that a device was seen, so more calls are useless. */
const SAVE_AGAIN_MS = 24 * 60 * 60_000;

/** The part of `localStorage` that is used. */
export interface SmallStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface RegistrationPorts {
  /** Waits until it is known who is signed in. */
  currentUid(): Promise<string | undefined>;
  /** Reads `users/{uid}`. Called at most once a start, and only before a call is left out. */
  userData(
    uid: string,
  ): Promise<{ readonly pushTokens?: Readonly<Record<string, Target>> } | undefined>;
  /** Calls `savePushToken`. */
  save(request: SavePushTokenRequest): Promise<unknown>;
  readonly store: SmallStore;
  /** Runs one at a time, in all windows of the app. */
  inTurn<T>(run: () => Promise<T>): Promise<T>;
  /** Milliseconds since the epoch. */
  now?(): number;
}

export type PushRegistration = ReturnType<typeof pushRegistration>;

/**
 * Make one at each start of the app. It forgets the last save before each call and remembers the new
 * one after the answer. So a lost answer costs one more call, and no change is missed.
 */
export function pushRegistration(ports: RegistrationPorts) {
  const { store, inTurn, now = Date.now } = ports;

  function isSaved(what: string): boolean {
    const [at = '', ...remembered] = (store.getItem(MEMORY_KEY) ?? '').split(' ');
    const age = now() - Number.parseInt(at, 10);
    // The age is negative when the clock was put back: then it says nothing.
    return age >= 0 && age < SAVE_AGAIN_MS && remembered.join(' ') === what;
  }

  let isChecked = false;
  /** Whether the server has removed the device, such as after FCM called it dead. */
  async function isRemoved(uid: string, { token, fid }: SavePushTokenRequest): Promise<boolean> {
    if (isChecked) return false;
    isChecked = true;
    try {
      const { pushTokens = {} } = (await ports.userData(uid)) ?? {};
      return !Object.values(pushTokens).some((each) => each.token === token && each.fid === fid);
    } catch {
      // Perhaps offline. The next start looks again.
      return false;
    }
  }

  return {
    /**
     * Saves the device if something has changed, another user has signed in, a day has passed, or the
     * server has removed the device. Call it as often as you like. Returns whether it called the server.
     */
    save: (request: SavePushTokenRequest): Promise<boolean> =>
      inTurn(async () => {
        const uid = await ports.currentUid();
        if (uid === undefined) return false;
        const what = JSON.stringify([uid, request]);
        if (isSaved(what) && !(await isRemoved(uid, request))) return false;
        store.removeItem(MEMORY_KEY);
        await ports.save(request);
        store.setItem(MEMORY_KEY, `${now()} ${what}`);
        return true;
      }),
    /** Runs what ends the registration, such as a sign-out. A save waits until it is over. */
    end: (run: () => Promise<void>): Promise<void> =>
      inTurn(async () => {
        store.removeItem(MEMORY_KEY);
        await run();
      }),
  };
}

/** A store that keeps nothing if the real one throws, because it is blocked or full. */
export function forgiving(store: () => SmallStore): SmallStore {
  function attempt<T>(use: (store: SmallStore) => T): T | null {
    try {
      return use(store());
    } catch {
      return null;
    }
  }
  return {
    getItem: (key) => attempt((it) => it.getItem(key)),
    setItem: (key, value) => void attempt((it) => it.setItem(key, value)),
    removeItem: (key) => void attempt((it) => it.removeItem(key)),
  };
}
