import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

interface RequestStart {
  readonly response: ServerResponse;
}

const openResponses = new Set<ServerResponse>();
/** Ends the process. Defined after SIGTERM. */
let end: (() => void) | undefined;

/** Returns true after SIGTERM: no new request to FCM may start. */
export function isEnding(): boolean {
  return end !== undefined;
}

/** Lets open requests finish after SIGTERM, for which Cloud Run allows 10 s. */
export function endGracefully(): void {
  let first = true;
  subscribe('http.server.request.start', (message) => {
    const { response } = message as RequestStart;
    openResponses.add(response);
    response.once('close', () => {
      openResponses.delete(response);
      endIfIdle();
    });
    // The framework adds its listener when the server starts, which is before the first request.
    if (first) replaceSigtermListeners();
    first = false;
  });
}

/** Replaces the listeners for SIGTERM with one that calls them when no request is open. */
function replaceSigtermListeners(): void {
  const listeners = process.listeners('SIGTERM');
  process.removeAllListeners('SIGTERM');
  process.once('SIGTERM', (signal) => {
    end = () => {
      for (const each of listeners) each(signal);
    };
    endIfIdle();
  });
}

function endIfIdle(): void {
  if (openResponses.size === 0) end?.();
}
