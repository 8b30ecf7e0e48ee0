import { turns } from './turns.ts';

/** Calls with the same key run one at a time, each with all items that came since the last one began. */
export function gathered<T>(
  run: (key: string, items: readonly T[]) => Promise<void>,
): (key: string, item: T) => Promise<void> {
  const inTurn = turns();
  const waiting = new Map<string, { readonly items: T[]; readonly done: Promise<void> }>();
  return (key, item) => {
    const begin = () => {
      const items: T[] = [];
      const done = inTurn(key, () => {
        waiting.delete(key);
        return run(key, items);
      });
      const next = { items, done };
      waiting.set(key, next);
      return next;
    };
    const { items, done } = waiting.get(key) ?? begin();
    items.push(item);
    return done;
  };
}
