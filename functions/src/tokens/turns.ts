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
