import { setTimeout as pause } from 'node:timers/promises';

/** gRPC: NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED: somebody else wrote first. */
const CONFLICTS: readonly unknown[] = [5, 6, 9, 10];

/**
 * A wait is random, up to a limit that grows with each attempt. So writers of one document that began
 * together come apart: 160 processes that write it at once need about 5 writes each.
 */
const WAIT = { firstMs: 50, factor: 3, longestMs: 5_000 };
/** Nobody is that often too late by chance. On average they take less than a function's 60 s. */
const ATTEMPTS = 25;

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

/**
 * Reads, decides and writes, again where what was read has changed meanwhile. The write must be
 * conditional on every version that it was decided from. No locks are held between the two, so a
 * crowd does not wait for each other's, as it would in the SDK's transactions. Attempts are counted
 * from 1.
 */
export async function optimistically<T>(
  attempt: (number: number) => Promise<T>,
  { wait = pause as (ms: number) => Promise<unknown>, random = Math.random } = {},
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
