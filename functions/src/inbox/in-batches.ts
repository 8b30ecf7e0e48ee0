interface Waiting<Item, Result> {
  readonly item: Item;
  readonly settle: { resolve(result: Result): void; reject(error: unknown): void };
}

/**
 * Runs what has the same key one batch at a time: what is asked for while a batch is under way makes up
 * the next one. `run` answers a result for each item, in their order.
 */
export function inBatches<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (key: string, item: Item) => Promise<Result> {
  /** By the keys of which a batch is under way: who waits for the next one. */
  const queues = new Map<string, Waiting<Item, Result>[]>();

  async function drain(key: string, queue: Waiting<Item, Result>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      try {
        const results = await run(batch.map(({ item }) => item));
        for (const [index, { settle }] of batch.entries()) settle.resolve(results[index] as Result);
      } catch (error) {
        for (const { settle } of batch) settle.reject(error);
      }
    }
    queues.delete(key);
  }

  return (key, item) => {
    const { promise, ...settle } = Promise.withResolvers<Result>();
    const queue = queues.get(key);
    const waiting = { item, settle };
    if (queue) queue.push(waiting);
    else {
      const first = [waiting];
      queues.set(key, first);
      void drain(key, first);
    }
    return promise;
  };
}
