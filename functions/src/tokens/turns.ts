import { setTimeout as delay } from 'node:timers/promises';

/** gRPC: NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED. Another writer was first. */
const CONFLICTS: readonly unknown[] = [5, 6, 9, 10];

/**
 * Each wait is random, up to a limit that grows with each attempt. So concurrent writers of one
 * document spread out: 160 processes that write it at the same time need about 5 writes each.
 */
const WAIT = { firstMs: 50, factor: 3, longestMs: 5_000 };
/** So many conflicts are no coincidence. Usually they take less than a function's 60 s. */
const ATTEMPTS = 25;

/**
 * Returns a function that runs calls with the same key one after the other, in the order of the
 * calls. `last` has the keys of the calls that run or wait, and no others.
 *
 * @example
 * const inTurn = turns();
 * await inTurn(uid, () => update(uid));
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

/**
 * Reads, decides and writes, and starts again if the documents changed meanwhile. The write must be
 * conditional on every version that was read. It holds no locks between read and write, so that
 * many writers do not wait for each other, as they would in the SDK's transactions. `number` counts
 * from 1.
 *
 * @throws the error of `attempt` if it is no conflict, or the last conflict
 */
export async function optimistically<T>(
  attempt: (number: number) => Promise<T>,
  { wait = delay as (ms: number) => Promise<unknown>, random = Math.random } = {},
): Promise<T> {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!isConflict(error) || number === ATTEMPTS) throw error;
    }
    const grown = WAIT.firstMs * WAIT.factor ** (number - 1);
    await wait(random() * Math.min(grown, WAIT.longestMs));
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONFLICTS.includes(error.code);
}

interface QueuedItem<Item, Result> {
  readonly item: Item;
  readonly settle: { resolve(result: Result): void; reject(error: unknown): void };
}

/**
 * Returns a function that runs items with the same key in batches, one batch after the other. Items
 * that arrive during a batch are the next batch. `run` returns a result for each item, in the same
 * order.
 */
export function inBatches<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (key: string, item: Item) => Promise<Result> {
  /** The keys whose batch is running, with the items that wait for the next batch. */
  const queues = new Map<string, QueuedItem<Item, Result>[]>();

  async function drain(key: string, queue: QueuedItem<Item, Result>[]): Promise<void> {
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
