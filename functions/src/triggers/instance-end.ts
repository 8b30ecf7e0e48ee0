import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

/** What Node tells of each request that its HTTP server gets. */
interface RequestStart {
  readonly response: ServerResponse;
}

const underWay = new Set<ServerResponse>();
/** Ends the process; known once the instance has been told to end. */
let end: (() => void) | undefined;

/** True of an instance that has been told to end: it begins to send nothing more. */
export function isEnding(): boolean {
  return end !== undefined;
}

/**
 * functions-framework ends an instance at SIGTERM in a moment, whatever is under way. Here what is
 * under way ends first and is written down, for which Cloud Run gives it 10 s.
 */
export function endInGoodOrder(): void {
  let first = true;
  subscribe('http.server.request.start', (message) => {
    const { response } = message as RequestStart;
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      endIfIdle();
    });
    // The framework registers its own when it begins to listen: before the first request.
    if (first) holdBack();
    first = false;
  });
}

/** Takes the place of those who would end the process at SIGTERM, until nothing is under way. */
function holdBack(): void {
  const theirs = process.listeners('SIGTERM');
  process.removeAllListeners('SIGTERM');
  process.once('SIGTERM', (signal) => {
    end = () => {
      for (const each of theirs) each(signal);
    };
    endIfIdle();
  });
}

function endIfIdle(): void {
  if (underWay.size === 0) end?.();
}
