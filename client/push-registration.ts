import type { SavePushTokenRequest, Target } from './comment-push.ts';

/** The last save of this installation: its time, user and data. */
const MEMORY_KEY = 'push-saved';
/** In milliseconds. The server writes once a day that a device was seen, so more calls are useless. */
const SAVE_AGAIN_MS = 24 * 60 * 60_000;

/** The part of `localStorage` that is used. */
export interface SmallStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface RegistrationPorts {
  /** Waits until the app knows which user is signed in. */
  currentUid(): Promise<string | undefined>;
  /** Reads `users/{uid}`. Called at most once per start, and only before a call is skipped. */
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
 * Create it at each start of the app. It deletes the last save before each call and stores the new
 * one after the answer. So a lost answer costs one more call, and no change is lost.
 */
export function pushRegistration(ports: RegistrationPorts) {
  const { store, inTurn, now = Date.now } = ports;

  function isSaved(what: string): boolean {
    const [at = '', ...remembered] = (store.getItem(MEMORY_KEY) ?? '').split(' ');
    const age = now() - Number.parseInt(at, 10);
    // If the clock was set back, the age is negative and means nothing.
    return age >= 0 && age < SAVE_AGAIN_MS && remembered.join(' ') === what;
  }

  let isChecked = false;
  /** Returns whether the server has removed the device, for example because FCM reported it dead. */
  async function isRemoved(uid: string, { token, fid }: SavePushTokenRequest): Promise<boolean> {
    if (isChecked) return false;
    isChecked = true;
    try {
      const { pushTokens = {} } = (await ports.userData(uid)) ?? {};
      return !Object.values(pushTokens).some((each) => each.token === token && each.fid === fid);
    } catch {
      // Perhaps offline. The next start checks again.
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
    /** Runs what ends the registration, such as a sign-out. A concurrent save waits for it. */
    end: (run: () => Promise<void>): Promise<void> =>
      inTurn(async () => {
        store.removeItem(MEMORY_KEY);
        await run();
      }),
  };
}

/** Returns a store that keeps nothing if the real one throws because it is blocked or full. */
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
