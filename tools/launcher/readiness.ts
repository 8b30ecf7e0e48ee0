import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from './launch-error.ts';
import type { ServerProcess } from './server-process.ts';

/** About 18 s on two quiet cores; several times that on a busy CI machine. */
const START_LIMIT_MS = 180_000;

const POLL_INTERVAL_MS = 100;

/** @returns the answer's JSON, or undefined while the server does not answer with success */
export async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(url, { signal });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Waits until `ready` answers true.
 *
 * @param name what the person at the terminal knows the server as
 * @throws LaunchError with the end of its log when it ends first or takes too long
 */
export async function untilReady(
  name: string,
  server: ServerProcess,
  ready: () => boolean | Promise<boolean>,
  signal: AbortSignal,
  limitMs: number = START_LIMIT_MS,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await ready())) {
    signal.throwIfAborted();
    if (!server.running) {
      throw new LaunchError(`${name} ended instead of starting:\n\n${server.logTail}`);
    }
    if (performance.now() > deadline) {
      throw new LaunchError(
        `${name} did not start within ${limitMs / 1000} s:\n\n${server.logTail}`,
      );
    }
    await delay(POLL_INTERVAL_MS, undefined, { signal });
  }
}
