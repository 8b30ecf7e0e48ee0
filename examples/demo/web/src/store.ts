import { useEffect, useState } from 'preact/hooks';

/** A value that others watch. */
export class Store<T> {
  readonly #watchers = new Set<() => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const watcher of this.#watchers) watcher();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  patch(changes: Partial<T>): void {
    this.set({ ...this.#value, ...changes });
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** The store's value, which renders the component again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState(store.value);
  useEffect(() => {
    const show = () => setValue(() => store.value);
    show();
    return store.watch(show);
  }, [store]);
  return value;
}

/** Of whatever does something that takes its time. */
export interface Busy {
  /** Whether something is under way that one should wait for. */
  readonly busy: boolean;
  /** What went wrong last, in the words of whoever said so. */
  readonly problem: string | undefined;
}

/** Runs it, and keeps what goes wrong to be shown. */
export async function runIn(
  state: { patch(changes: Partial<Busy>): void },
  work: () => Promise<void>,
): Promise<void> {
  state.patch({ busy: true, problem: undefined });
  await work().catch((error: Error) => state.patch({ problem: error.message }));
  state.patch({ busy: false });
}

/** The time in ms since the epoch, anew every so many milliseconds. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
