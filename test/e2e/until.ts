import { setTimeout as pause } from 'node:timers/promises';

/** Time between two checks of a condition, in ms. */
const INTERVAL_MS = 50;
/** The suite starts slowly: a function's process takes one to two seconds. In ms. */
export const PATIENCE_MS = 20_000;

/**
 * Waits until the condition is true, and returns its value.
 *
 * @throws an error that names the condition
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
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms but not: ${what}`);
    await pause(INTERVAL_MS);
  }
}
