import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/** For a process to start or to end, on a busy machine. */
export const PATIENCE_MS = 15_000;

const INTERVAL_MS = 20;

/** Looks until there is something to answer. */
export async function until<T>(look: () => T | undefined | false): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    assert.ok(performance.now() < deadline, `not so within ${PATIENCE_MS} ms`);
    await delay(INTERVAL_MS);
  }
}
