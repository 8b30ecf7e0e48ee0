import type { SavePushTokenRequest, Target } from './comment-push.ts';

/** What this installation remembers of its last save: when, of whom, and what. */
const MEMORY_KEY = 'push-saved';
/** The server writes once a day that a device was seen. A call more often tells it nothing, ms. */
const SAVE_AGAIN_MS = 24 * 60 * 60_000;

/** The part of `localStorage` that is used, so that an app can give another store. */
export interface SmallStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What the server keeps of the user's devices. */
interface UserData {
  readonly pushTokens?: Readonly<Record<string, Target>>;
}

export interface RegistrationPorts {
  /** Who is signed in, as soon as that is known. */
  currentUid(): Promise<string | undefined>;
  /**
   * The data of the user's own document, `users/{uid}`: one read, or none where the app listens to it
   * anyway. Asked at most once a start, where a call would be left out.
   */
  userData(uid: string): Promise<UserData | undefined>;
  /** Calls `savePushToken`. */
  save(request: SavePushTokenRequest): Promise<unknown>;
  readonly store: SmallStore;
  /** Runs one at a time, in all windows of the app. */
  inTurn<T>(run: () => Promise<T>): Promise<T>;
  /** Ms since the epoch. */
  now?(): number;
}

export interface PushRegistration {
  /**
   * Saves the device if anything has changed since the last save, another user has signed in, a day
   * has passed, or the server has removed it. Call it as often as you like. Answers whether it called
   * the server.
   */
  save(request: SavePushTokenRequest): Promise<boolean>;
  /** Runs what ends the registration, such as a log-out. A save waits until it is over. */
  end(run: () => Promise<void>): Promise<void>;
}

/**
 * One for each start of the app. What is remembered is forgotten before each call and written after
 * its answer, so an answer that is lost costs a call later on and hides no change. What the server
 * removes meanwhile, such as a device that FCM called dead, is noticed at the next start.
 */
export function pushRegistration(ports: RegistrationPorts): PushRegistration {
  const { store, inTurn, now = Date.now } = ports;

  function isSaved(what: string): boolean {
    const [at = '', ...remembered] = (store.getItem(MEMORY_KEY) ?? '').split(' ');
    const age = now() - Number.parseInt(at, 10);
    // A clock that was put back tells nothing of the age.
    return age >= 0 && age < SAVE_AGAIN_MS && remembered.join(' ') === what;
  }

  let looked = false;
  async function isRemoved(uid: string, { token, fid }: SavePushTokenRequest): Promise<boolean> {
    if (looked) return false;
    looked = true;
    try {
      const { pushTokens = {} } = (await ports.userData(uid)) ?? {};
      return !Object.values(pushTokens).some((each) => each.token === token && each.fid === fid);
    } catch {
      // Offline, say: it tells nothing.
      return false;
    }
  }

  return {
    save: (request) =>
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
    end: (run) =>
      inTurn(async () => {
        store.removeItem(MEMORY_KEY);
        await run();
      }),
  };
}

/** A store that keeps nothing where the real one throws: it is blocked, or full. */
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
