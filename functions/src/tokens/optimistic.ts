import pRetry from 'p-retry';

/** gRPC: NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED: somebody else wrote first. */
const CONFLICTS: readonly unknown[] = [5, 6, 9, 10];

/**
 * Of so many that write at once each round lets one through, so a hundred can take their turns:
 * within seconds, since a round is two calls.
 */
const TURNS = { retries: 100, minTimeout: 5, maxTimeout: 250, factor: 1.3, randomize: true };

/**
 * Reads, decides and writes, again where what was read has changed meanwhile. The write must be
 * conditional on every version that it was decided from. No locks are held between the two, so a
 * crowd takes turns instead of waiting for each other's locks, as SDK transactions would. Attempts are
 * counted from 1.
 */
export function optimistically<T>(attempt: (number: number) => Promise<T>): Promise<T> {
  return pRetry(attempt, { ...TURNS, shouldRetry: ({ error }) => isConflict(error) });
}

function isConflict(error: Error): boolean {
  return 'code' in error && CONFLICTS.includes(error.code);
}
