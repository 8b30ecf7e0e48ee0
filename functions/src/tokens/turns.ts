/**
 * Runs what has the same key one at a time, in the order in which it was asked for. `last` holds the
 * keys of what runs or waits, and no other.
 */
export function turns(
  last = new Map<string, Promise<unknown>>(),
): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  return async (key, run) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(run, run);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}
