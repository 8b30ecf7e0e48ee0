import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks at a condition, ms. */
const INTERVAL_MS = 50;
/** The suite is slow to warm up: a function's process starts in one to two seconds. Ms. */
export const PATIENCE_MS = 20_000;

/**
 * Looks until the condition holds, and returns what it found.
 *
 * @throws with what it waited for
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false && found !== null) return found;
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain until ${what}`);
    await pause(INTERVAL_MS);
  }
}
