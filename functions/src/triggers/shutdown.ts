import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

/** What Node tells of each request that its HTTP server gets. */
interface RequestStart {
  readonly response: ServerResponse;
}

let stopping = false;
const underWay = new Set<ServerResponse>();

/** True once the instance has been told to end: it begins to send nothing more. */
export function isStopping(): boolean {
  return stopping;
}

/**
 * functions-framework ends an instance at SIGTERM in a moment, whatever is under way. Here what is
 * under way ends first and is written down, for which Cloud Run gives it 10 s.
 */
export function endInGoodOrder(): void {
  let waiting = true;
  subscribe('http.server.request.start', (message) => {
    const { response } = message as RequestStart;
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    // The framework registers its own when it begins to listen: before the first request.
    if (waiting) takeOver();
    waiting = false;
  });
}

/** Holds those who end the process at SIGTERM back until nothing is under way. */
function takeOver(): void {
  const ending = process.listeners('SIGTERM');
  process.removeAllListeners('SIGTERM');
  process.once('SIGTERM', (signal) => {
    stopping = true;
    const end = () => {
      if (underWay.size > 0) return;
      for (const each of ending) each(signal);
    };
    for (const response of underWay) response.once('close', end);
    end();
  });
}
